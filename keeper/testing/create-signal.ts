/** A promise and the function that fulfils it. */
export function createSignal(): Signal {
  let give = (): void => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give }
}

export type Signal = { given: Promise<void>; give: () => void }
