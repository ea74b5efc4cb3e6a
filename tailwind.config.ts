import type { Config } from "tailwindcss"

/** Colours are roles, not hues: app/globals.css gives each one its light and its dark value. */
const config: Config = {
  content: ["./app/**/*.{ts,tsx}"],
  theme: {
    extend: {
      colors: {
        canvas: "var(--canvas)",
        surface: "var(--surface)",
        raised: "var(--raised)",
        sunken: "var(--sunken)",
        hover: "var(--hover)",
        line: "var(--line)",
        edge: "var(--edge)",
        ink: "var(--ink)",
        muted: "var(--muted)",
        accent: {
          DEFAULT: "var(--accent)",
          solid: "var(--accent-solid)",
          strong: "var(--accent-strong)",
          soft: "var(--accent-soft)",
        },
        ok: { DEFAULT: "var(--ok)", soft: "var(--ok-soft)", line: "var(--ok-line)" },
        warn: { DEFAULT: "var(--warn)", soft: "var(--warn-soft)", line: "var(--warn-line)" },
        danger: {
          DEFAULT: "var(--danger)",
          solid: "var(--danger-solid)",
          strong: "var(--danger-strong)",
          soft: "var(--danger-soft)",
          line: "var(--danger-line)",
        },
        info: { DEFAULT: "var(--info)", soft: "var(--info-soft)", line: "var(--info-line)" },
      },
      fontFamily: {
        sans: [
          "system-ui",
          "-apple-system",
          "Segoe UI",
          "Roboto",
          "Noto Sans",
          "Liberation Sans",
          "Arial",
          "sans-serif",
        ],
        mono: [
          "ui-monospace",
          "SFMono-Regular",
          "Menlo",
          "Consolas",
          "Liberation Mono",
          "monospace",
        ],
      },
      boxShadow: {
        card: "0 1px 2px rgb(16 24 40 / 0.05)",
        float: "0 12px 32px -8px rgb(16 24 40 / 0.28), 0 2px 6px rgb(16 24 40 / 0.12)",
      },
    },
  },
}

export default config
