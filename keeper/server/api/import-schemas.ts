import { z } from "zod"

/** What a service sends to have refresh tokens imported. */
export const importRequest = z
  .strictObject({
    content: z.string().min(1).meta({
      description: "The text of a file: CSV, or any JSON form that Organisations → Import reads",
    }),
    old_program_stopped: z.literal(true).meta({
      description: "The program that used these tokens has stopped refreshing them",
    }),
    client_id: z.string().max(200).toUpperCase().optional().meta({
      description:
        "The client id of the Xero app that the tokens were issued to; if left out, the default app's",
    }),
  })
  .meta({
    id: "ImportRequest",
    examples: [
      {
        content: "refresh_token,reference\nREFRESH_TOKEN,Maple Florist\n",
        old_program_stopped: true,
      },
    ],
  })

export const importProgress = z
  .strictObject({
    id: z.guid(),
    finished: z.boolean().meta({ description: "Does every row have its outcome?" }),
    rows: z.array(
      z.strictObject({
        line: z.int(),
        reference: z.string().nullable(),
        outcome: z
          .enum([
            ...(["connected", "no_organisations", "refused", "identity_refused"] as const),
            ...([
              "duplicate",
              "other_app",
              "wrong",
              "shut",
              "interrupted",
              "app_removed",
              "not_handed_over",
            ] as const),
          ])
          .nullable()
          .meta({ description: "null while Xero has not answered" }),
        detail: z.string(),
        tenants: z.array(z.guid()).meta({ description: "The first organisations it reaches" }),
      }),
    ),
  })
  .meta({ id: "ImportProgress" })

export const IMPORT_SCHEMAS = [importRequest, importProgress] as const
