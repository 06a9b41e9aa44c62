import type { Database } from '@eduwallet/storage'
import type { Casebook } from '../casebook.ts'
import { openEmployerBook } from './employers.ts'
import { openKeyBook } from './keys.ts'
import { openRequestBook } from './requests.ts'

/** The case book on PostgreSQL, embedded or a server. All SQL of the verifier is in this folder and in `migrations/`. */
export function openPostgresCasebook(database: Database): Casebook {
  return { ...openEmployerBook(database), ...openKeyBook(database), ...openRequestBook(database) }
}
