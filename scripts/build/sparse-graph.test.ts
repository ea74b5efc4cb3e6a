import { expect, test } from "vitest"
import { shiftGraph } from "./sparse-graph"

test("the numbers of strings grow by as much as the table, and everything else stays", () => {
  // One node of arguments with two fields, one of results with one, one root.
  const graph = [1, 1, 1, 2, 3, 0x34, 0x12, 0, 5, 7, 200, 1, 0, 0, 2, 0, 4, 1, 9, 0, 1, 6, 1, 2]
  const shifted = [
    ...[1, 1, 1, 2, 0x83, 0x10, 0x34, 0x12, 0, 0x85, 0x10, 7, 0xc8, 0x11, 0, 0, 2, 0, 4],
    ...[1, 0x89, 0x10, 0, 1, 0x86, 0x10, 1, 2],
  ]
  expect([...Buffer.from(shiftGraph(encode(graph)), "base64url")]).toEqual(shifted)
})

test("a graph of another form is refused", () => {
  expect(() => shiftGraph(encode([1, 0, 0, 1, 3]))).toThrow("too early")
  expect(() => shiftGraph(encode([0, 0, 0, 9]))).toThrow("goes on")
})

function encode(bytes: number[]): string {
  return Buffer.from(bytes).toString("base64url")
}
