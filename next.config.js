/** @type {import("next").NextConfig} */
const config = {
  // The build gathers what the pages need of node_modules, for the artefact.
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks the types of everything; a start only builds.
  typescript: { ignoreBuildErrors: true },
  // No image optimiser: nothing to optimise, and no native code to keep patched.
  images: { unoptimized: true },
  // Server actions compare Origin with Host; the web server sets Host from APP_URL alone.
  // `forbidden()` answers a member of too low a role with 403.
  // A page is loaded when somebody first asks for it.
  experimental: {
    serverActions: { bodySizeLimit: "1mb" },
    authInterrupts: true,
    preloadEntriesOnStart: false,
  },
  // While developing, requests are logged with their addresses, and these carry codes that open something; actions with
  // what they were given, passwords included.
  logging: {
    incomingRequests: { ignore: [/^\/(xero|setup|invitations|oauth|api\/v1)\b/] },
    serverFunctions: false,
  },
  serverExternalPackages: ["@prisma/client", "@prisma/adapter-pg", "pg", "pino", "@node-rs/argon2"],
}

export default config
