/** Servers that tests send a service to, or keep it away from. */
export { startCanary, type Canary } from './start-canary.ts'
export { startDnsCanary, type DnsAnswer, type DnsCanary } from './start-dns-canary.ts'
export { makeAuthority, type ServerCertificate, type TestAuthority } from './make-certificates.ts'
export { startCollector, type Collector, type ReceivedSpan } from './start-collector.ts'
