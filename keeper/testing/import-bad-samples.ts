import { jwtOf } from "@/keeper/testing/import-samples"

/** What people send by mistake, or on purpose. */
export const BAD_FILES: [string, string, unknown][] = [
  [
    "a wrong row does not spoil those around it",
    'refresh_token,reference\nmade-up-token-1,Maple\n,Rose\n"made-up-token-3,Pine\nmade up token 4,Oak\nmade-up-token-5,Elm',
    [
      [2, "csv", "made-up-token-1", "Maple"],
      [3, "csv", "no_refresh_token", "Rose"],
      [4, "csv", "open_quote", "Pine"],
      [5, "csv", "odd_characters", "Oak"],
      [6, "csv", "made-up-token-5", "Elm"],
    ],
  ],
  [
    "what stands in a file of another kind is no token, and nothing of it is sent",
    "refresh_token\nXERO_REFRESH_TOKEN=made-up-token-1\nmade-up-token-2|Maple\n{'made-up-token-3'}\nrefresh_token",
    [
      [2, "csv", "odd_characters", null],
      [3, "csv", "odd_characters", null],
      [4, "csv", "odd_characters", null],
      [5, "csv", "no_refresh_token", null],
    ],
  ],
  [
    "spaces before a quoted field do not count",
    'reference,  refresh_token\n"Maple, Ltd",  "made-up-token-1"',
    [[2, "csv", "made-up-token-1", "Maple, Ltd"]],
  ],
  [
    "an access token in place of a refresh token is told apart",
    jwtOf({ nbf: 1 }),
    [[1, "csv", "access_token", null]],
  ],
  [
    "a row with too many fields and no line of names is wrong",
    "made-up-token-1,Maple,9,9\nmade-up-token-2",
    [
      [1, "csv", "too_many_fields", "Maple"],
      [2, "csv", "made-up-token-2", null],
    ],
  ],
  [
    "a token that is too short or too long is wrong",
    `short\n${"x".repeat(5_000)}`,
    [
      [1, "csv", "too_short", null],
      [2, "csv", "too_long", null],
    ],
  ],
  [
    "a reference keeps no controls, and says where it was cut",
    `refresh_token,name\nmade-up-token-1,${"M".repeat(300)}\u0007\n`,
    [[2, "csv", "made-up-token-1", `${"M".repeat(199)}…`]],
  ],
  [
    "a formula stays text",
    "refresh_token,name\nmade-up-token-1,=cmd|'/c calc'!A0\n",
    [[2, "csv", "made-up-token-1", "=cmd|'/c calc'!A0"]],
  ],
  [
    "a table without a column for the token is refused",
    "name,email,phone\nMaple,m@maple.example,1\n",
    "no_token_column",
  ],
  [
    "a table with two columns for the token is refused",
    "refresh_token,reference,Refresh Token\nmade-up-token-1,Maple,made-up-token-2\n",
    "two_token_columns",
  ],
  [
    "a quote that closes amid a later line closes nothing",
    '"made-up-token-1,Maple\nmade-up-token-2,"Oak" Ltd\nmade-up-token-3,Pine\n',
    [
      [1, "csv", "open_quote", "Maple"],
      [2, "csv", "made-up-token-2", "Oak Ltd"],
      [3, "csv", "made-up-token-3", "Pine"],
    ],
  ],
  ["broken JSON is refused", '{"refresh_token": "made-up-token-1"', "broken_json"],
  ["JSON without a sign-in is refused", '{"hello": ["world", null, 1, {"a": {}}]}', "no_tokens"],
  ["an empty file is refused", "\uFEFF \r\n", "no_tokens"],
  ["a file in UTF-16 is refused", "r\0e\0f\0", "not_utf8"],
  ["a file that is no text is refused", "PK\u0003\u0004\uFFFD", "not_utf8"],
  [
    "a sign-in without a refresh token is wrong",
    JSON.stringify({ access_token: jwtOf({}), token_type: "Bearer" }),
    [[1, "token_set", "no_refresh_token", null]],
  ],
  [
    "a refresh token that is no text is wrong",
    '[{"refresh_token": ["made-up-token-1"]}, {"refresh_token": 7}]',
    [
      [1, "token_set", "no_refresh_token", null],
      [1, "token_set", "no_refresh_token", null],
    ],
  ],
  [
    "what is no sign-in in a list of them is wrong, and has its line",
    '[\n{"refresh_token": "made-up-token-1"},\n{"a": "}\\"{"}, 7, null,\n{"refresh_token": "made-up-token-2"}\n]',
    [
      [2, "token_set", "made-up-token-1", null],
      [3, "token_set", "not_recognised", null],
      [4, "token_set", "made-up-token-2", null],
    ],
  ],
  [
    "names that objects have anyway are only names",
    '{"__proto__": {"refresh_token": "made-up-token-1"}, "constructor": {"refresh_token": "made-up-token-2"}}',
    [
      [1, "token_set", "made-up-token-1", "__proto__"],
      [1, "token_set", "made-up-token-2", "constructor"],
    ],
  ],
  [
    "sign-ins in nested junk are found",
    '{"a":[[{"b":{"c":[{"x":1,"refresh_token":"made-up-token-1"}]}}],"[{"]}',
    [[1, "token_set", "made-up-token-1", "c"]],
  ],
]
