import type { InstitutionDirectory } from './institutions/index.ts'
import type { Register } from './register/index.ts'

const roundSeconds = 300

/** Deletes expired tokens, one-time values and kept answers, of one institution after the other, every five minutes. Returns what ends it. */
export function startHousekeeping({ institutions, register, now, onError }: {
  institutions: Pick<InstitutionDirectory, 'all'>
  register: Pick<Register, 'forInstitution' | 'operator'>
  now: () => Date
  onError: (error: unknown) => void
}): () => void {
  let running = false
  const timer = setInterval(() => {
    if (running) return
    running = true
    forgetExpired({ institutions, register, now }).catch(onError).finally(() => {
      running = false
    })
  }, roundSeconds * 1000)
  timer.unref()
  return () => clearInterval(timer)
}

/** One round. Gives how many rows were deleted. */
export async function forgetExpired({ institutions, register, now }: {
  institutions: Pick<InstitutionDirectory, 'all'>
  register: Pick<Register, 'forInstitution' | 'operator'>
  now: () => Date
}): Promise<number> {
  let forgotten = await register.operator.forgetExpired(now())
  for (const { id } of await institutions.all()) forgotten += await register.forInstitution(id).forgetExpired(now())
  return forgotten
}
