/**
 * Why a consent by a link could not begin or end (`?problem=…`), in words for people who know nothing of this installation;
 * null where there is no problem. `codeCame`: they may have allowed access at Xero, so nobody can say that nothing came of it.
 */
export function visitProblemText(problem: string | null, codeCame = false): VisitProblem | null {
  if (problem === null || problem === "") return null
  const known = Object.hasOwn(PROBLEMS, problem) ? PROBLEMS[problem] : undefined
  if (!codeCame) return known ?? NOT_NOW
  const { title, text } = known ?? MAY_GO_ON
  return { title, text: `${text} ${MAY_BE_LISTED}` }
}

const MAY_BE_LISTED =
  "If you allowed access at Xero, Xero may list it all the same, under Settings, Connected apps."
const MAY_GO_ON: VisitProblem = {
  title: "The result cannot be shown right now",
  text: "Please open your link again in a few minutes: it shows whether you need to start again.",
}

/** What became of asking for a new link (`?asked=…`); null where nobody asked. */
export function askedText(asked: string | null): VisitProblem | null {
  if (asked === null || asked === "") return null
  return (Object.hasOwn(ASKED, asked) ? ASKED[asked] : null) ?? NOT_NOW
}

const ASKED: Record<string, VisitProblem> = {
  sent: {
    title: "A new link is on its way",
    text: "It goes to the e-mail address that the old link was for.",
  },
  told: {
    title: "Your request is noted",
    text: "Whoever sent you the link sees that you asked for a new one.",
  },
  asked_already: {
    title: "You have asked already",
    text: "You can ask once an hour. Please look at your mail, or try again later.",
  },
  gone: {
    title: "This link cannot be renewed",
    text: "Please ask whoever sent it to you.",
  },
}

const NOT_NOW: VisitProblem = {
  title: "That did not work",
  text: "Nothing was connected. Please try again in a few minutes.",
}

const PROBLEMS: Record<string, VisitProblem> = {
  other_browser: {
    title: "You began in another browser",
    text: "Only the browser in which you pressed “Continue to Xero” can finish. Go back to it, or open your link again in this one.",
  },
  state_expired: {
    title: "That took longer than ten minutes",
    text: "For your security, Xero’s screens have to be finished within ten minutes, so this visit did not count. Please start again.",
  },
  came_again: {
    title: "This was used already",
    text: "Each visit to Xero counts once. If nothing is connected yet, please open your link and start again.",
  },
  under_way: {
    title: "Access has just been allowed",
    text: "Somebody has used this link to allow access at Xero, and it is being set up. It can be ended in Xero, under Settings, Connected apps.",
  },
  throttled: {
    title: "Too many tries",
    text: "This link was used very often in a short time. Please wait a few minutes and try again.",
  },
}

type VisitProblem = { title: string; text: string }
