const ANSWER_TIMEOUT_IN_MS = 5_000

/** Whether the address answers 200 now. */
export async function answers(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_IN_MS)
  return fetch(url, { signal, redirect: "manual" }).then(
    async (response) => {
      await response.body?.cancel()
      return response.status === 200
    },
    () => false,
  )
}
