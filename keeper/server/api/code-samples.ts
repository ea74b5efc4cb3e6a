/**
 * How a program makes one request of the API, in three languages, as Redoc shows them beside it (`x-codeSamples`). Each is
 * whole: with CLIENT_ID and CLIENT_SECRET in the environment it runs as it is, once TENANT_ID and the like are filled in.
 */
export function codeSamples(request: SampleRequest): CodeSample[] {
  return [
    { lang: "Shell", label: "curl", source: inCurl(request) },
    { lang: "JavaScript", label: "Node.js", source: inNode(request) },
    { lang: "Python", label: "Python", source: inPython(request) },
  ]
}

function inCurl({ method, url, form, json }: SampleRequest): string {
  const verb = method === "GET" || form ? "" : ` -X ${method}`
  const fields = Object.entries(form ?? {}).map(([name, value]) => `-d ${name}=${value}`)
  const body = json === undefined ? [] : [`-H 'Content-Type: ${JSON_TYPE}'`, `-d '${text(json)}'`]
  return [`curl${verb} -u "$CLIENT_ID:$CLIENT_SECRET"`, ...fields, ...body, url].join(" \\\n  ")
}

function inNode({ method, url, form, json }: SampleRequest): string {
  const type = json === undefined ? "" : `, "content-type": "${JSON_TYPE}"`
  const body = form
    ? `  body: new URLSearchParams(${text(form)}),\n`
    : json === undefined
      ? ""
      : `  body: JSON.stringify(${text(json)}),\n`
  return `const { CLIENT_ID, CLIENT_SECRET } = process.env
const basic = Buffer.from(\`\${CLIENT_ID}:\${CLIENT_SECRET}\`).toString("base64")
const response = await fetch("${url}", {
  method: "${method}",
  headers: { authorization: \`Basic \${basic}\`${type} },
${body}})
console.log(response.status, await response.text())`
}

function inPython({ method, url, form, json }: SampleRequest): string {
  const body = form
    ? `    data=${literal(form)},\n`
    : json === undefined
      ? ""
      : `    json=${literal(json)},\n`
  return `import os
import requests

response = requests.request(
    "${method}",
    "${url}",
    auth=(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]),
${body})
print(response.status_code, response.text)`
}

function text(value: object): string {
  return JSON.stringify(value)
}

/** JSON's words as Python writes them. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, one]) => `"${name}": ${literal(one)}`)
    return `{${entries.join(", ")}}`
  }
  if (typeof value === "boolean") return value ? "True" : "False"
  return value === null ? "None" : JSON.stringify(value)
}

const JSON_TYPE = "application/json"

export type SampleRequest = {
  method: string
  url: string
  /** The fields of a form, if that is the body. */
  form?: Record<string, string>
  /** The body, if it is JSON. */
  json?: object
}
export type CodeSample = { lang: string; label: string; source: string }
