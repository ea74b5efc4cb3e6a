/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // No image optimiser: nothing to optimise, and no native code to keep patched.
  images: { unoptimized: true },
  // Server actions compare Origin with Host; the web server sets Host from APP_URL alone.
  experimental: { serverActions: { bodySizeLimit: "1mb" } },
  serverExternalPackages: ["@prisma/client", "@prisma/adapter-pg", "pg", "pino", "@node-rs/argon2"],
}

export default config
