import { createElement } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { ClockProvider, useZone } from "@/app/_ui/frame/clock"
import { useScriptsRun } from "@/app/_ui/frame/scripts-run"

test("no scripts run on the server, which has the time zone of the reader's last visit", () => {
  const clock = { zone: "Asia/Kathmandu", renderedAt: 0, children: null }
  const page = createElement(ClockProvider, clock, createElement(Told))
  expect(renderToStaticMarkup(page)).toBe("false Asia/Kathmandu")
})

function Told(): string {
  return `${useScriptsRun()} ${useZone()}`
}
