export function importedTokenPlace(rowId: string): { column: string; row: string } {
  return { column: "ImportRow.token", row: rowId }
}
