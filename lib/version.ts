import packageJson from "@/package.json" with { type: "json" }

/** The version of this build, as package.json and the CHANGELOG name it. */
export const VERSION: string = packageJson.version
