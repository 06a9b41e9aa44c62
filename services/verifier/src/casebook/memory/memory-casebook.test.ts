import { describe } from 'vitest'
import { casebookContract } from '../casebook.contract.ts'
import { openMemoryCasebook } from './memory-casebook.ts'

describe('the case book in memory', () => {
  casebookContract(async () => openMemoryCasebook())
})
