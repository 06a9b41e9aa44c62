import { describe } from 'vitest'
import { trustedIssuersContract } from '../trusted-issuers.contract.ts'
import { memoryTrustedIssuers } from './trusted-issuers.ts'

describe('the registry of issuers in memory', () => {
  trustedIssuersContract(async () => memoryTrustedIssuers())
})
