// Few rows, whatever the installation: nobody waits long for one of these.
const SMALL = [
  ...["AlertChannel", "AlertWatch", "Installation", "LinkSettings", "MailServer", "PlanSettings"],
  ...["Reseal", "SignInPolicy", "SqlDefinition", "SsoSettings", "XeroApp"],
]
const ANEW = "it writes each row anew"
const NEW_COLUMN = `^ALTER .* ADD (?:COLUMN )?(?:IF NOT EXISTS )?"\\w+" .*`
// What takes as long as a table is large, and what to do instead. A default is worked out once, unless its function may differ from row to row.
const LOCKS: [RegExp, string][] = [
  [/^CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)/i, "CONCURRENTLY"],
  [/^CREATE (UNIQUE )?INDEX CONCURRENTLY (?!IF NOT EXISTS)/i, "IF NOT EXISTS"],
  [/^(UPDATE|DELETE|LOCK|CLUSTER) /i, "in batches, by the keeper"],
  [
    /^ALTER .* ADD (CONSTRAINT|CHECK|FOREIGN|UNIQUE|PRIMARY|EXCLUDE)\b(?!.*(NOT VALID$|USING INDEX))/i,
    "NOT VALID, or USING INDEX",
  ],
  [new RegExp(`${NEW_COLUMN}\\b(GENERATED|(BIG|SMALL)?SERIAL)\\b`, "i"), ANEW],
  [new RegExp(`${NEW_COLUMN}\\b(UNIQUE|PRIMARY|REFERENCES|CHECK)\\b`, "i"), "a constraint apart"],
  [new RegExp(`${NEW_COLUMN}\\bDEFAULT .*\\b(?!(now|numeric|timestamptz)\\b)\\w+ ?\\(`, "i"), ANEW],
  [/^ALTER .* (ALTER .* TYPE|SET (UN)?LOGGED|SET TABLESPACE)\b/i, ANEW],
  [/^ALTER .* SET NOT NULL$/i, "after a CHECK that was validated"],
]
const ALONE = /^CREATE .* CONCURRENTLY| VALIDATE CONSTRAINT /i
const CHECKED = /ADD CONSTRAINT "(\w+)" CHECK \("(\w+)" IS NOT NULL\) NOT VALID/gi

/**
 * What in a migration's script keeps others from a table for as long as it takes to read or write all its rows, in words; nothing about
 * tables that stay small or that the script makes. `before` are the scripts of the migrations before it.
 */
export function listLongLocks(script: string, before: string[] = []): string[] {
  const statements = statementsOf(script)
  const made = [...script.matchAll(/^\s*CREATE TABLE "(\w+)"/gim)].map(([, name]) => name)
  return statements.flatMap((one) => {
    const table = /(?: ON| TABLE(?: ONLY)?|^UPDATE|^DELETE FROM|^CLUSTER) "(\w+)"/i.exec(one)?.[1]
    if (table === undefined || made.includes(table) || SMALL.includes(table)) return []
    if (ALONE.test(one) && statements.length > 1) return [`${one}: in a migration of its own`]
    const [, advice] = LOCKS.find(([what]) => what.test(one)) ?? []
    return advice === undefined || isChecked(one, before) ? [] : [`${one}: ${advice}`]
  })
}

/** Whether a column becomes NOT NULL of which earlier migrations have validated a check that says so. */
function isChecked(statement: string, before: string[]): boolean {
  const column = /ALTER COLUMN "(\w+)" SET NOT NULL$/i.exec(statement)?.[1]
  const all = before.join("\n")
  return [...all.matchAll(CHECKED)].some(
    ([, name, checked]) => checked === column && all.includes(`VALIDATE CONSTRAINT "${name}"`),
  )
}

/** Without comments and the bodies of functions, each on one line, and one for each action of ALTER TABLE. */
function statementsOf(script: string): string[] {
  return script
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/--.*$/gm, "")
    .split(";")
    .map((one) => one.replace(/\s+/g, " ").trim())
    .filter((one) => one !== "" && !/^(BEGIN|COMMIT)$/i.test(one))
    .flatMap((one) => {
      const [, table, actions] = /^(ALTER TABLE (?:ONLY )?"\w+" )(.*)$/i.exec(one) ?? []
      return actions === undefined ? [one] : actionsOf(actions).map((action) => table + action)
    })
}

/** What stands between the commas that are in no parentheses. */
function actionsOf(list: string): string[] {
  const actions = [""]
  let depth = 0
  for (const sign of list) {
    depth += { "(": 1, ")": -1 }[sign] ?? 0
    if (sign === "," && depth === 0) actions.push("")
    else actions[actions.length - 1] += sign
  }
  return actions.map((one) => one.trim())
}
