import { parser } from "@prometheus-io/lezer-promql"

/** The samples of a text in Prometheus's format (version 0.0.4); throws at the first line that is wrong. */
export function parseMetrics(text: string): Sample[] {
  if (!text.endsWith("\n")) throw new Error("the last line does not end")
  const lines = text.split("\n").filter((line) => line !== "" && !HELP.test(line))
  const types = lines.flatMap((line) => TYPE.exec(line)?.slice(1, 2) ?? [])
  const samples = lines.filter((line) => !TYPE.test(line)).map(parseSample)
  const keys = samples.map(({ name, labels }) =>
    JSON.stringify([name, Object.entries(labels).sort()]),
  )
  for (const all of [types, keys]) {
    const again = all.find((one, at) => all.indexOf(one) !== at)
    if (again !== undefined) throw new Error(`${again} stands twice`)
  }
  for (const { name } of samples) {
    const family = name.replace(/_(bucket|sum|count)$/, "")
    if (!types.includes(name) && !types.includes(family)) throw new Error(`${name} has no type`)
  }
  return samples
}

/** What each selector in a query asks for; throws where the query is no PromQL. */
export function selectorsOf(query: string): Selector[] {
  const tree = parser.parse(query)
  const found: Selector[] = []
  tree.iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`no PromQL at ${node.from}: ${query}`)
      if (node.name !== "VectorSelector") return
      const text = query.slice(node.from, node.to)
      const labels = [...text.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)]
      found.push({
        name: /^\w+/.exec(text)?.[0] ?? "",
        matchers: labels.map(([, label = "", sign = "", value = ""]) => ({ label, sign, value })),
      })
    },
  })
  return found
}

/** Whether a query finds something among the samples, as Prometheus would once it has scraped them. */
export function finds({ name, matchers }: Selector, samples: Sample[]): boolean {
  return samples.some(
    (one) =>
      one.name === name &&
      matchers.every(({ label, sign, value }) => {
        const given = one.labels[label] ?? ""
        const isLike = sign.includes("~")
          ? new RegExp(`^(?:${value})$`).test(given)
          : given === value
        return isLike !== sign.startsWith("!")
      }),
  )
}

const HELP = /^# HELP [a-zA-Z_:][\w:]* \S/
const TYPE = /^# TYPE ([a-zA-Z_:][\w:]*) (?:counter|gauge|histogram|summary)$/
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y

function parseSample(line: string): Sample {
  const [, name, text = "", value] = SAMPLE.exec(line) ?? []
  if (name === undefined) throw new Error(`no sample: ${line}`)
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < text.length) {
    const [, label, given] = LABEL.exec(text) ?? []
    if (label === undefined || given === undefined) throw new Error(`no labels: ${line}`)
    labels[label] = given
  }
  return { name, labels, value: Number(value?.replace("Inf", "Infinity")) }
}

export type Sample = { name: string; labels: Record<string, string>; value: number }
export type Selector = {
  name: string
  matchers: { label: string; sign: string; value: string }[]
}
