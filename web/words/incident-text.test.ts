import { expect, test } from "vitest"
import { alertDetail } from "@/lib/alerts/alert-detail"
import { IncidentKind } from "@/lib/db/generated/enums"
import { incidentAlertText, incidentOverText } from "@/lib/words/incident-alert-text"
import type { OpenIncident } from "@/web/incidents/list-open-incidents"
import { INCIDENT_SENTENCES } from "@/web/words/incident-event-text"
import { incidentText } from "@/web/words/incident-text"

test("a refused app is named, and an owner reads where it is mended", () => {
  const added = incidentText({ ...FAULT, app: { name: "Payroll", current: false } })
  expect(added.title).toContain("Payroll")
  expect(added.story).toContain("Settings → Xero apps")
  expect(added.story).not.toContain("restart Tenantry")
  const ours = incidentText({ ...FAULT, app: { name: "Main app", current: true } })
  expect(ours.title).toBe("Xero refuses this app’s client id or secret")
  expect(ours.story).toContain("XERO_CLIENT_SECRETS")
})

test("why the journal cannot be written is told in words", () => {
  const { story } = incidentText({ ...FAULT, kind: "journal_failing", code: "ECONNRESET" })
  expect(story).toContain("the connection broke off (ECONNRESET)")
})

test("a disk and a part that keeps ending are named", () => {
  const disk = incidentText({ ...FAULT, kind: "disk_low", folder: "JOURNAL_DIR" })
  expect(disk).toMatchObject({ title: "A disk is nearly full", turn: "owner" })
  expect(disk.story).toMatch(/JOURNAL_DIR .* the journal cannot be written/)
  const { story } = incidentText({ ...FAULT, kind: "disk_low", folder: "DATA_DIR" })
  expect(story).toMatch(/DATA_DIR .* nothing can be changed or refreshed/)
  const part = incidentText({ ...FAULT, kind: "part_keeps_ending", part: "web" })
  expect(part.title).toBe("The web process keeps stopping")
})

test("why a folder cannot be written to is told in words", () => {
  const shut = { ...FAULT, kind: "folder_unwritable", folder: "DATA_DIR", code: "EROFS" } as const
  expect(incidentText(shut).story).toMatch(/DATA_DIR: .*its disk cannot be written to \(EROFS\)/)
})

test("each kind of incident has words of its own on pages, in alerts and in the activity", () => {
  const kinds = Object.values(IncidentKind)
  const details = kinds.map((reason) => alertDetail.parse({ reason }))
  for (const titles of [
    kinds.map((kind) => incidentText({ ...FAULT, kind }).title),
    details.map((detail) => incidentAlertText({ level: 0, detail }).title),
    details.map((detail) => incidentOverText(detail).title),
  ])
    expect(new Set(titles).size).toBe(kinds.length)
  expect(Object.keys(INCIDENT_SENTENCES)).toEqual([...kinds, "unknown"])
})

const FAULT: OpenIncident = {
  id: "5f2b1c52-0000-4f6d-9c11-6f2d5b7e0001",
  kind: "app_fault",
  since: new Date().toISOString(),
  app: null,
  failing: null,
  asked: null,
  mostly: null,
  keyId: null,
  code: null,
  folder: null,
  part: null,
}
