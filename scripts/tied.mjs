// Loaded into a program that we run with an IPC channel: it ends with us, even when we are killed.
if (process.channel) {
  process.once("disconnect", () => process.exit(1))
  process.channel.unref()
}
