/** A made-up JWT, which nobody signed. */
export function jwtOf(claims: Record<string, unknown>): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
  return `${part({ alg: "RS256" })}.${part(claims)}.made-up`
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2)
}

const TOKEN_SET = {
  id_token: jwtOf({ aud: "76645D17ED29411487E0D9E5DE2B493B" }),
  access_token: jwtOf({ nbf: 1_790_000_000 }),
  expires_at: 1_790_001_800,
  token_type: "Bearer",
  refresh_token: "made-up-token-1",
  scope: "openid accounting.settings.read offline_access",
  session_state: "made-up",
}

/** What programs write, all of it made up: a name, the text, and its rows. */
export const GOOD_FILES: [string, string, unknown][] = [
  [
    "a column of tokens",
    "made-up-token-1\nmade-up-token-2\n",
    [
      [1, "csv", "made-up-token-1", null],
      [2, "csv", "made-up-token-2", null],
    ],
  ],
  [
    "a table with a byte order mark, CRLF and an empty line",
    "\uFEFFrefresh_token,reference\r\n\r\nmade-up-token-1,Maple Florist\r\n",
    [[3, "csv", "made-up-token-1", "Maple Florist"]],
  ],
  [
    "a table with other columns, quotes and semicolons",
    '"Tenant Name";"Refresh Token";"Note"\n"Rose; ""and"" Co";"made-up-token-1";x\n',
    [[2, "csv", "made-up-token-1", 'Rose; "and" Co']],
  ],
  [
    "a table that a spreadsheet copied, with tabs",
    "made-up-token-1\tMaple\r",
    [[1, "csv", "made-up-token-1", "Maple"]],
  ],
  [
    "a table with Excel's line for the separator, a title, and commas at the ends",
    "sep=;\nExport of 2026, all customers\nReference;Refresh tokens;;\nMaple;made-up-token-1;;\n;;;\n",
    [[4, "csv", "made-up-token-1", "Maple"]],
  ],
  [
    "a column of tokens with commas at the ends",
    "made-up-token-1,Maple,\rmade-up-token-2,,\r",
    [
      [1, "csv", "made-up-token-1", "Maple"],
      [2, "csv", "made-up-token-2", null],
    ],
  ],
  [
    "a table with addresses of several lines",
    'reference,address,refresh_token\nMaple,"1 High ""Street""\r\n\r\nAuckland",made-up-token-1\n"Oak\nFlorist",2 Low Street,made-up-token-2\n',
    [
      [2, "csv", "made-up-token-1", "Maple"],
      [5, "csv", "made-up-token-2", "Oak Florist"],
    ],
  ],
  ["xero-node's token set", pretty(TOKEN_SET), [[1, "token_set", "made-up-token-1", null]]],
  [
    "a list of token sets with references",
    pretty([
      { reference: "Maple", ...TOKEN_SET },
      { name: "Rose", refresh_token: " made-up-token-2\n" },
    ]),
    [
      [2, "token_set", "made-up-token-1", "Maple"],
      [12, "token_set", "made-up-token-2", "Rose"],
    ],
  ],
  [
    "token sets by customer",
    pretty({ maple: TOKEN_SET, rose: { refresh_token: "made-up-token-2" } }),
    [
      [2, "token_set", "made-up-token-1", "maple"],
      [11, "token_set", "made-up-token-2", "rose"],
    ],
  ],
  [
    "the Laravel packages' xero.json",
    pretty({
      token: jwtOf({}),
      refresh_token: "made-up-token-1",
      id_token: jwtOf({}),
      expires: 1_790_001_800,
      tenants: [
        { Id: "11111111-1111-4111-8111-111111111111", Name: "Maple Florist" },
        { Id: "2", Name: "Rose & Co" },
      ],
    }),
    [[1, "laravel", "made-up-token-1", "Maple Florist, Rose & Co"]],
  ],
  [
    "a Postman environment",
    pretty({
      id: "1",
      name: "OAuth 2.0",
      values: [
        { key: "client_id", value: "A", enabled: true },
        { key: "refresh_token", value: "made-up-token-1", type: "secret", enabled: true },
        { key: "old_refresh_token", value: "made-up-token-2", enabled: false },
      ],
      _postman_variable_scope: "environment",
    }),
    [[1, "postman", "made-up-token-1", "OAuth 2.0"]],
  ],
  [
    "a Postman environment with two tokens",
    pretty({
      name: "Live",
      values: [
        { key: "refresh_token_maple", value: "made-up-token-1" },
        { key: "refreshTokenRose", value: "made-up-token-2" },
      ],
    }),
    [
      [1, "postman", "made-up-token-1", "Live, refresh_token_maple"],
      [1, "postman", "made-up-token-2", "Live, refreshTokenRose"],
    ],
  ],
  [
    "one connection of Nango",
    pretty({
      id: 1,
      connection_id: "maple",
      provider_config_key: "xero",
      provider: "xero",
      credentials: {
        type: "OAUTH2",
        access_token: jwtOf({}),
        refresh_token: "made-up-token-1",
        expires_at: "2026-09-21T14:13:20.000Z",
        raw: { refresh_token: "made-up-token-1" },
      },
      connection_config: { tenant_id: "t" },
      metadata: null,
    }),
    [[1, "nango", "made-up-token-1", "maple"]],
  ],
  [
    "a list of connections of Nango",
    pretty({
      connections: [
        { connection_id: "maple", credentials: { raw: { refresh_token: "made-up-token-1" } } },
        { connection_id: "rose", credentials: { refresh_token: "made-up-token-2" } },
      ],
    }),
    [
      [3, "nango", "made-up-token-1", "maple"],
      [11, "nango", "made-up-token-2", "rose"],
    ],
  ],
  [
    "stored entries of oauthapp",
    pretty({
      "creds/maple": {
        access_token: jwtOf({}),
        token_type: "Bearer",
        refresh_token: "made-up-token-1",
        expiry: "2026-09-21T14:13:20Z",
        auth_server_name: "xero",
        last_issue_time: "2026-09-21T13:43:20Z",
      },
    }),
    [[2, "oauthapp", "made-up-token-1", "creds/maple"]],
  ],
  [
    "an entry of oauthapp as the command line answers it",
    pretty({
      request_id: "r",
      lease_id: "",
      data: {
        name: "maple",
        refresh_token: "made-up-token-1",
        expire_time: "2026-09-21T14:13:20Z",
        server: "xero",
      },
    }),
    [[1, "oauthapp", "made-up-token-1", "maple"]],
  ],
  [
    "an entry of oauthapp out of the raw storage",
    pretty({
      request_id: "r",
      data: {
        value: JSON.stringify({ refresh_token: "made-up-token-1", auth_server_name: "xero" }),
      },
    }),
    [[1, "oauthapp", "made-up-token-1", "xero"]],
  ],
]
