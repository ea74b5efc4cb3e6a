import { wordsOfCode } from "@/scripts/start/tell-error"
import { STATUS } from "./command"

/**
 * Watches standard output. What is returned waits until everything is written, and gives the status to exit with: nothing is done
 * where nobody can have read it. A reader that has read enough, such as `head`, is no failure.
 */
export function watchOutput(): (status: number) => Promise<number> {
  const { stdout } = process
  let code: string | null = null
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    code ??= error.code ?? "EIO"
  })
  return async (status) => {
    await new Promise<void>((resolve) => stdout.write("", () => setImmediate(resolve)))
    if (code === null || code === "EPIPE") return status
    console.error(`The output ${wordsOfCode(code)}.`)
    return status === STATUS.done ? STATUS.failed : status
  }
}
