import { S3mini } from "s3mini"
import { type JournalLine, readLine } from "@/keeper/journal/entry"

const FOLDER = "tenantry-journal/"
const PROBE = `${FOLDER}probe`
const LONGEST_REQUEST_IN_MILLISECONDS = 10_000
const READ_AT_ONCE = 8

/** The objects of a journal in a bucket. None is ever changed, save the one by which writing is tried. */
export function openObjects({ url, ...bucket }: Bucket, keeperId: string): JournalObjects {
  const requestAbortTimeout = LONGEST_REQUEST_IN_MILLISECONDS
  const s3 = new S3mini({ ...bucket, endpoint: url, requestAbortTimeout })
  let count = 0
  return {
    async put(lines, end = "") {
      count += 1
      const key = lines.length === 0 ? PROBE : `${FOLDER}${Date.now()}-${keeperId}-${count}${end}`
      await s3.putObject(key, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`)
    },
    async list() {
      const found = await s3.listObjects("/", FOLDER)
      if (found === null) throw Object.assign(new Error("no such bucket"), { code: "NoSuchBucket" })
      return found
        .map(({ Key: key, Size: size }) => ({ key, size: Number(size) }))
        .filter(({ key }) => key !== PROBE)
    },
    async *read(objects) {
      for (let from = 0; from < objects.length; from += READ_AT_ONCE) {
        const some = objects.slice(from, from + READ_AT_ONCE)
        const texts = await Promise.all(some.map(({ key }) => s3.getObject(key)))
        for (const text of texts.flatMap((one) => one?.split("\n") ?? [])) {
          const line = readLine(text)
          if (line !== null) yield line
        }
      }
    },
    async remove(objects) {
      if (objects.length > 0) await s3.deleteObjects(objects.map((one) => one.key))
    },
  }
}

export type JournalObject = { key: string; size: number }
export type Bucket = {
  /** With the bucket's name, as a path or as a host: `https://s3.example/bucket`. */
  url: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}
export type JournalObjects = {
  /** None: tries whether some could be written. */
  put(lines: JournalLine[], end?: string): Promise<void>
  list(): Promise<JournalObject[]>
  /** An object that another keeper has just merged is passed over. */
  read(objects: JournalObject[]): AsyncGenerator<JournalLine>
  remove(objects: JournalObject[]): Promise<void>
}
