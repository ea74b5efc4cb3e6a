import { readFileSync } from "node:fs"
import { readStack } from "@/scripts/check/stack"
import { bundledIn } from "@/scripts/start/processes/programs"

const { scripts, preloaded } = bundledIn("dist/server")

/** The web process of the build that the tests run against. */
export const WEB = { name: "web", script: scripts.web, preloaded } as const

/** Stands for any id in an address. */
export const ID = "00000000-0000-4000-8000-000000000000"

/** What a browser sends with an action. */
export function actionHeaders(id: string): Record<string, string> {
  return {
    origin: readStack().baseUrl,
    "next-action": id,
    "content-type": "text/plain;charset=UTF-8",
    accept: "text/x-component",
  }
}

/** Every address of the build that the tests run against. */
export function listRoutes(): string[] {
  const routes = JSON.parse(readFileSync(".next/app-path-routes-manifest.json", "utf8"))
  return Object.values<string>(routes).filter((one) => !one.startsWith("/_"))
}

/** Every server action of the build, with a page that carries it. */
export function listActions(): Action[] {
  const { node } = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"))
  return Object.entries<ActionEntry>(node).map(([id, { exportedName, workers }]) => {
    const page =
      Object.keys(workers)[0]
        ?.replace(/^app/, "")
        .replace(/\/page$/, "") ?? ""
    return { id, name: exportedName, path: page.replace(/\[\w+\]/, ID) }
  })
}

type Action = { id: string; name: string; path: string }
type ActionEntry = { exportedName: string; workers: Record<string, unknown> }
