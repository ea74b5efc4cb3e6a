import { beforeAll, expect, it } from "vitest"
import { addAlertChannel, changeAlertChannel } from "@/keeper/alerts/channels/channels"
import { addXeroApp, changeXeroApp } from "@/keeper/apps/manage/change-app"
import { changeLinkSettings } from "@/keeper/links/link-settings"
import { changeMailServer } from "@/keeper/mail/change-mail-server"
import { changeSso } from "@/keeper/sso/settings/change-sso"
import { settingsOf } from "@/keeper/testing/issuer"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { seenChannel, seenLinkSettings, seenMailServer, seenSso, seenXeroApp } from "@/lib/seen"
import { SECOND_CLIENT } from "@/sandbox/seed"

const testEnv = shareTestEnv()
const WEBHOOK = {
  kind: "webhook",
  name: "Receiver",
  url: "https://hooks.tenantry.example/",
} as const
const SSO = settingsOf({ url: "https://id.tenantry.example", clientId: "tenantry" })
let channelId: string
let xeroAppId: string

beforeAll(async () => {
  const { keeper, memberId } = testEnv
  keeper.alerts.resolve = async () => ["93.184.215.14"]
  const channel = await addAlertChannel(keeper, memberId, WEBHOOK)
  const app = await addXeroApp(keeper, memberId, {
    kind: "web",
    name: "Second",
    clientId: SECOND_CLIENT.clientId,
    clientSecrets: [SECOND_CLIENT.clientSecret],
    scopes: ["openid", "profile", "email", "offline_access", "accounting.settings.read"],
  })
  if (channel.kind !== "added" || app.kind !== "added") throw new Error("nothing to change")
  channelId = channel.channelId
  xeroAppId = app.xeroAppId
})

/** Saves a form that shows a `name` of its own, and tells the mark of what is stored. */
const FORMS: Record<string, Form> = {
  "alert channel": {
    save: (name, seen) => {
      const settings = { ...WEBHOOK, name, sends: "alerts" as const }
      return changeAlertChannel(testEnv.keeper, testEnv.memberId, { channelId, seen, settings })
    },
    mark: async () => seenChannel(await testEnv.db.alertChannel.findFirstOrThrow()),
  },
  "mail server": {
    save: (name, seen) => {
      const server = { host: "mail.tenantry.example", port: 465, security: "tls" } as const
      const open = { smtpName: null, smtpPassword: null, from: `${name}@tenantry.example` }
      return changeMailServer(testEnv.keeper, testEnv.memberId, { seen, ...server, ...open })
    },
    mark: async () => seenMailServer(await testEnv.db.mailServer.findFirst()),
  },
  "single sign-on": {
    save: (name, seen) => {
      const settings = { ...SSO, name }
      return changeSso(testEnv.keeper, testEnv.memberId, {
        seen,
        settings,
        clientSecret: "made up",
      })
    },
    mark: async () => seenSso(await testEnv.db.ssoSettings.findFirst()),
  },
  links: {
    save: (askerName, seen) => {
      const rest = { contact: null, returnOrigins: [], holdsNew: true }
      return changeLinkSettings(testEnv.keeper, testEnv.memberId, { seen, askerName, ...rest })
    },
    mark: async () => seenLinkSettings(await testEnv.db.linkSettings.findFirstOrThrow()),
  },
  "Xero app": {
    save: (name, seen) => {
      const scopes = ["openid", "profile", "email", "offline_access", "accounting.contacts.read"]
      return changeXeroApp(testEnv.keeper, testEnv.memberId, { xeroAppId, seen, name, scopes })
    },
    mark: async () =>
      seenXeroApp(await testEnv.db.xeroApp.findFirstOrThrow({ where: { id: xeroAppId } })),
  },
}

it.each(Object.entries(FORMS))(
  "of two owners who change the same settings (%s), the later one is told and overwrites nothing",
  async (_, { save, mark }) => {
    expect(await save("first")).toEqual({ kind: "changed" })
    const shown = await mark()
    const both = await Promise.all([save("one", shown), save("other", shown)])
    expect(both.map((one) => one.kind).sort()).toEqual(["changed", "changed_meanwhile"])
    const stored = await mark()
    expect(stored).not.toBe(shown)
    expect(await save("late", shown)).toEqual({ kind: "changed_meanwhile" })
    expect(await mark()).toBe(stored)
    expect(await save("next", stored)).toEqual({ kind: "changed" })
  },
)

it.each(["mail server", "single sign-on"])(
  "an owner who opened the form before there was a %s does not overwrite the first one",
  async (name) => {
    await testEnv.db.mailServer.deleteMany()
    await testEnv.db.ssoSettings.deleteMany()
    const { save, mark } = FORMS[name] ?? never()
    const shown = await mark()
    expect(await save("first", shown)).toEqual({ kind: "changed" })
    expect(await save("second", shown)).toEqual({ kind: "changed_meanwhile" })
  },
)

function never(): never {
  throw new Error("no such form")
}

type Form = {
  save: (name: string, seen?: string) => Promise<{ kind: string }>
  mark: () => Promise<string>
}
