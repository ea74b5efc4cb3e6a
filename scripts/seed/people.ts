/** Xero users and organisations for trying the screens, some with difficult names. */
export const XERO_USERS = [
  { name: "Alice Moreau", email: "alice@ledgerline.example" },
  { name: "Bob O'Neill", email: "bob@brightbooks.example" },
  { name: "陳美玲", email: "meiling.chan@harbour.example" },
  { name: "نور الهدى", email: "nour@cedar.example" },
]

export const ORGANISATIONS = [
  "Maple Florist",
  "Harbour & Sons Joinery Ltd",
  'The "Quoted" Trading Company',
  "O'Malley's Bar & Grill",
  "Zażółć Gęślą Sp. z o.o.",
  "東京商事株式会社",
  "شركة الأرز للتجارة",
  "<script>alert('organisation')</script> Pty",
  "Nordlys Regnskap AS",
  "Demo Company (NZ)",
  "Incorporated Association for the Preservation of Extraordinarily Long Organisation Names and Other Administrative Curiosities of the Southern Hemisphere",
  "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
]
