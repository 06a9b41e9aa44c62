/** What a status value means. Only `valid` is ever good news. */
export type StatusType = 'valid' | 'invalid' | 'suspended' | 'other'

/** The values this house writes. Token Status List draft 15 #status-types-values */
export const statusValues = { valid: 0x00, invalid: 0x01, suspended: 0x02 } as const

/** Names a status value; application-specific and unassigned values are `other`. Token Status List draft 15 #status-types-values */
export function statusType(value: number): StatusType {
  if (value === statusValues.valid) return 'valid'
  if (value === statusValues.invalid) return 'invalid'
  return value === statusValues.suspended ? 'suspended' : 'other'
}
