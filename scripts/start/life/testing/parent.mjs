import { spawn } from "node:child_process"

// node parent.mjs 'body': starts a child that is watched with a grace of half a second and runs the body; prints its id.
const watch = new URL("../parent-watch.mjs", import.meta.url).href
const body = `import { watchParent } from ${JSON.stringify(watch)}
watchParent({ graceInMs: 500, parent: ${process.pid} })
process.send("watched", () => { ${process.argv[2]} })`
const child = spawn(process.execPath, ["--input-type=module", "-e", body], {
  detached: true,
  stdio: ["ignore", "ignore", "inherit", "ipc"],
})
child.once("message", () => console.log(child.pid))
