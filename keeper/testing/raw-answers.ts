import { createServer, type Socket } from "node:net"
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib"

const TOKENS = JSON.stringify({
  access_token: "a-1",
  token_type: "Bearer",
  expires_in: 1800,
  refresh_token: "r-1",
  scope: "openid é",
})
const JSON_TYPE = "Content-Type: application/json"
const PACKED = gzipSync(TOKENS)

/** Answers of a token endpoint, byte for byte, by what is odd about them. */
export const RAW_ANSWERS: Record<string, Buffer> = {
  "as it should be": answer(TOKENS),
  "201 Created": answer(TOKENS, "201 Created"),
  "204 No Content, with a body all the same": answer(TOKENS, "204 No Content"),
  "101 Switching Protocols": answer(
    TOKENS,
    "101 Switching Protocols",
    "Upgrade: h2\r\nConnection: Upgrade",
  ),
  "302 to another page": answer("", "302 Found", "Location: /elsewhere"),
  "307 to itself, with tokens": answer(TOKENS, "307 Temporary Redirect", "Location: /"),
  "200 with an error code": answer('{"error":"invalid_grant"}'),
  "200 with an error code of the app": answer('{"error":"invalid_client"}'),
  "200 with an error code and tokens": answer(TOKENS.replace("{", '{"error":"odd",')),
  "200 with a page": answer("<html>Maintenance</html>", "200 OK", "Content-Type: text/html"),
  "400 with tokens": answer(TOKENS, "400 Bad Request"),
  "a member twice, the last one counts": answer(TOKENS.replace("{", '{"refresh_token":"r-0",')),
  "a member twice, in two cases": answer(TOKENS.replace("{", '{"Refresh_Token":"r-0",')),
  "text/html as its type": answer(TOKENS, "200 OK", "Content-Type: text/html"),
  "no type": answer(TOKENS, "200 OK", "X-Odd: 1"),
  "a byte order mark": answer(Buffer.from(`\uFEFF${TOKENS}`)),
  "UTF-16 with a mark": answer(Buffer.from(`\uFEFF${TOKENS}`, "utf16le")),
  "UTF-16 without a mark": answer(Buffer.from(TOKENS, "utf16le")),
  "UTF-16, the other way round": answer(Buffer.from(TOKENS, "utf16le").swap16()),
  "ISO 8859-1, and says so": answer(
    Buffer.from(TOKENS, "latin1"),
    "200 OK",
    "Content-Type: application/json; charset=iso-8859-1",
  ),
  "ISO 8859-1, and says UTF-8": answer(Buffer.from(TOKENS, "latin1")),
  "UTF-8, and says ISO 8859-1": answer(
    TOKENS,
    "200 OK",
    "Content-Type: application/json; charset=iso-8859-1",
  ),
  gzip: answer(PACKED, "200 OK", "Content-Encoding: gzip"),
  "gzip that nothing tells of": answer(PACKED),
  "gzip with a wrong length inside": answer(wrongEnd(PACKED), "200 OK", "Content-Encoding: gzip"),
  "gzip without its end": answer(PACKED.subarray(0, -8), "200 OK", "Content-Encoding: gzip"),
  "gzip cut in the middle": answer(PACKED.subarray(0, 60), "200 OK", "Content-Encoding: gzip"),
  "gzip that is none": answer(TOKENS, "200 OK", "Content-Encoding: gzip"),
  deflate: answer(deflateSync(TOKENS), "200 OK", "Content-Encoding: deflate"),
  "deflate without a head": answer(deflateRawSync(TOKENS), "200 OK", "Content-Encoding: deflate"),
  "br that is none": answer(TOKENS, "200 OK", "Content-Encoding: br"),
  "a length that is too long": announced(TOKENS, Buffer.byteLength(TOKENS) + 9),
  "a length that is too short": announced(TOKENS, Buffer.byteLength(TOKENS) - 9),
  "no length": Buffer.from(`HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\n\r\n${TOKENS}`),
  "chunks without an end": chunked(TOKENS),
  "chunks with an end": Buffer.concat([chunked(TOKENS), Buffer.from("0\r\n\r\n")]),
  "cut before the refresh token": announced(TOKENS.slice(0, 60), TOKENS.length),
  "cut inside the refresh token": announced(TOKENS.slice(0, TOKENS.indexOf("r-1") + 2), 200),
  "cut after the refresh token": announced(TOKENS.slice(0, TOKENS.indexOf("scope")), 200),
  "a warning before and after it": answer(`Warning: "odd"\n${TOKENS}\n{}`),
  "100 Continue before it": Buffer.concat([
    Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"),
    answer(TOKENS),
  ]),
  "200 KB of cookies": answer(TOKENS, "200 OK", `Set-Cookie: ${"x".repeat(200_000)}`),
  "br cut off": answer(
    brotliCompressSync(TOKENS).subarray(0, -2),
    "200 OK",
    "Content-Encoding: br",
  ),
  "gzip twice": answer(gzipSync(PACKED), "200 OK", "Content-Encoding: gzip, gzip"),
  "br that is called gzip": answer(brotliCompressSync(TOKENS), "200 OK", "Content-Encoding: gzip"),
  "deflate without a head that is called br": answer(
    deflateRawSync(TOKENS),
    "200 OK",
    "Content-Encoding: br",
  ),
  "br inside gzip": answer(gzipSync(brotliCompressSync(TOKENS)), "200 OK", "Content-Encoding: br"),
  "UTF-16 that is called gzip": answer(
    Buffer.from(TOKENS, "utf16le"),
    "200 OK",
    "Content-Encoding: gzip",
  ),
  "UTF-32": answer(utf32(TOKENS)),
  "UTF-32 with a mark, the other way round": answer(utf32(`\uFEFF${TOKENS}`).swap32()),
  "a form": answer(String(new URLSearchParams(JSON.parse(TOKENS)))),
  "text inside an object": answer(JSON.stringify({ data: TOKENS })),
  "text inside text inside an object": answer(
    JSON.stringify({ data: JSON.stringify({ body: TOKENS }) }),
  ),
  "JSON with the marks of HTML": answer(TOKENS.replaceAll('"', "&quot;")),
  "a page around it": answer(`<pre>${TOKENS.replaceAll('"', "&#34;")}</pre>`),
  "half a megabyte of backslashes": answer(`${"\\".repeat(500_000)}${TOKENS}`),
  "two lengths": Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Length: ${TOKENS.length}\r\nContent-Length: 9\r\n\r\n${TOKENS}`,
  ),
  "chunks and a length": Buffer.concat([
    Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n"),
    chunked(TOKENS).subarray("HTTP/1.1 200 OK\r\n".length),
  ]),
  "lines that end in LF alone": Buffer.from(`HTTP/1.1 200 OK\n${JSON_TYPE}\n\n${TOKENS}`),
  "half a megabyte of unknown members": answer(
    TOKENS.replace("{", `{"more":"${"x".repeat(500_000)}",`),
  ),
  "nothing at all": Buffer.alloc(0),
}

/** Sends these bytes to whoever asks. Without `hangUp` the connection stays open after them. */
export async function answerRaw(
  bytes: Buffer,
  { hangUp }: { hangUp: boolean },
): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => undefined)
    socket.once("data", () => (hangUp ? socket.end(bytes) : socket.write(bytes)))
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function answer(body: string | Buffer, status = "200 OK", header = JSON_TYPE): Buffer {
  const bytes = Buffer.from(body)
  return Buffer.concat([head(status, header, bytes.length), bytes])
}

function announced(body: string, length: number): Buffer {
  return Buffer.concat([head("200 OK", JSON_TYPE, length), Buffer.from(body)])
}

function head(status: string, header: string, length: number): Buffer {
  return Buffer.from(`HTTP/1.1 ${status}\r\n${header}\r\nContent-Length: ${length}\r\n\r\n`)
}

function chunked(body: string): Buffer {
  const size = Buffer.byteLength(body).toString(16)
  const start = `HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\nTransfer-Encoding: chunked\r\n\r\n`
  return Buffer.from(`${start}${size}\r\n${body}\r\n`)
}

function utf32(text: string): Buffer {
  return Buffer.from(new Uint32Array([...text].map((one) => one.codePointAt(0) ?? 0)).buffer)
}

/** The last four bytes of gzip are the length of what it holds (RFC 1952 §2.3.1). */
function wrongEnd(packed: Buffer): Buffer {
  return Buffer.concat([packed.subarray(0, -4), Buffer.from([9, 9, 9, 9])])
}

export type RawServer = { url: string; close(): void }
