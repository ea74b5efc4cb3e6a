import { expect, test, vi } from "vitest"
import { sendLinks } from "@/app/links/campaigns/actions"
import { takeBack } from "@/app/organisations/[tenantId]/actions"
import { countNow, endChosen } from "@/app/organisations/connections/actions"
import { discard, importUnasked, startImporting } from "@/app/organisations/import/actions"
import { POST as upload } from "@/app/organisations/import/upload/route"
import { startJob } from "@/app/organisations/jobs/actions"
import { makeRecoveryCodes, removeFactor } from "@/app/settings/factors/actions"
import { removeIdentity } from "@/app/settings/identity-actions"
import { removeFactorsOf } from "@/app/settings/members/actions"
import { requireSecondFactor } from "@/app/settings/sign-in/actions"
import { createOwner } from "@/app/setup/actions"

const { ask } = vi.hoisted(() => ({ ask: vi.fn() }))
vi.mock("@/web/ask-as-member", () => ({ askAsMember: ask, askWithEntries: ask }))
vi.mock("@/web/ask-keeper", () => ({ askKeeper: ask }))
vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ role: "owner" }) }))
vi.mock("next/cache", () => ({ revalidatePath: vi.fn() }))

const ID = "6f1b2a3c-0000-4000-8000-000000000000"
const form = new FormData()
for (const name of ["connectionId", "importId", "jobId", "campaignId"]) form.set(name, ID)
for (const [name, value] of [
  ["act", "check"],
  ["which", JSON.stringify({ kind: "chosen", tenantIds: [ID] })],
  ["purpose", "reconnect"],
  ["days", "7"],
] as const)
  form.set(name, value)
const file = new Request("http://localhost/upload", { method: "POST", body: "refresh_token" })

test.each<[string, () => Promise<unknown>]>([
  ["countNow", countNow],
  ["endChosen", () => endChosen(form)],
  ["startImporting", () => startImporting(form)],
  ["importUnasked", () => importUnasked(form)],
  ["discard", () => discard(form)],
  ["upload", async () => (await upload(file.clone())).json()],
  ["removeIdentity", () => removeIdentity(form)],
  ["takeBack", () => takeBack(form)],
  ["removeFactor", () => removeFactor(form)],
  ["makeRecoveryCodes", makeRecoveryCodes],
  ["removeFactorsOf", () => removeFactorsOf(form)],
  ["requireSecondFactor", () => requireSecondFactor(form)],
  ["startJob", () => startJob(form)],
  ["sendLinks", () => sendLinks(form)],
])("where the keeper gave no answer to %s, nobody reads that nothing was done", async (_, act) => {
  for (const kind of ["keeper_unreachable", "keeper_failed"]) {
    ask.mockResolvedValue({ kind })
    const said = JSON.stringify(await act())
    expect(said).toMatch(/The keeper (gave no answer|failed at this)/)
    expect(said).toMatch(/may (still )?have (made the change|been carried out)/)
    expect(said).not.toContain("Nothing")
  }
})

test("what the first owner typed comes back without the password and the one-time code", async () => {
  const typed = { name: "Olive", email: "olive@ledgers.example" }
  const entered = new FormData()
  for (const [name, value] of Object.entries({ ...typed, password: "a phrase of mine", code: "c" }))
    entered.set(name, value)
  ask.mockResolvedValue({ kind: "weak_password", problem: "known" })
  const { formErrors, ...kept } = await createOwner(
    { formErrors: {}, name: "", email: "" },
    entered,
  )
  expect(formErrors).toHaveProperty("password")
  expect(kept).toEqual(typed)
})
