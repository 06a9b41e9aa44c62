/** What other processes used, as Linux counts it in /proc. */
import { readFileSync, writeFileSync } from 'node:fs'

/** Length of the clock tick in which /proc counts, the same on every Linux of this age (USER_HZ). */
const millisecondsPerTick = 10

/** CPU time in milliseconds of one process, all its threads. */
export function cpuOfProcess(pid: number): number {
  const { user, system } = ticksOf(pid)
  return (user + system) * millisecondsPerTick
}

/** CPU time in milliseconds of a process, of the children it has, and of those it had (a database server and its backends). */
export function cpuOfFamily(pid: number): number {
  const own = ticksOf(pid)
  let ticks = own.user + own.system + own.goneUser + own.goneSystem
  for (const child of childrenOf(pid)) {
    try {
      const { user, system } = ticksOf(child)
      ticks += user + system
    } catch {
      // It ended between the two readings.
    }
  }
  return ticks * millisecondsPerTick
}

/** Resident memory of a process in MiB: now, and the most since `forgetPeak`. */
export function memoryOf(pid: number): { resident: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024
  return { resident: read('VmRSS'), peak: read('VmHWM') }
}

/** Starts the count of the peak of a process anew (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((id) => id.trim() !== '').map(Number)
}

function ticksOf(pid: number): { user: number; system: number; goneUser: number; goneSystem: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of the program, in parentheses, may hold anything: count from behind it. proc(5): utime is field 14.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system, goneUser, goneSystem] = fields.slice(11, 15).map(Number)
  return { user: user ?? 0, system: system ?? 0, goneUser: goneUser ?? 0, goneSystem: goneSystem ?? 0 }
}
