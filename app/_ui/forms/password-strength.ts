import { ZxcvbnFactory } from "@zxcvbn-ts/core"
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common"

const SHORTEST_WORD = 3
// Whoever guesses has given up long before, and longer ones take the judge noticeable time.
const LONGEST_JUDGED = 100

const judge = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })

/**
 * How hard a password is to guess, from 0 to 4. As for the keeper, the product's name and what is known of the password's
 * owner count for nothing in it. It advises and refuses nothing.
 */
export function scorePassword(password: string, known: string[]): 0 | 1 | 2 | 3 | 4 {
  const words = ["tenantry", "xero", ...known.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))]
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= SHORTEST_WORD)
  const left = words.reduce((rest, word) => rest.replaceAll(word, ""), password.toLowerCase())
  const judged = left.length === password.length ? password : left
  return judge.check(judged.slice(0, LONGEST_JUDGED)).score
}
