/** What a certificate says, in plain Dutch and English. */
import type { Language } from '@eduwallet/microcredential'

export type CertificateWords = {
  /** BCP 47, for who has it read aloud. */
  locale: string
  certificate: string
  earnedBy: string
  facts: { institution: string; date: string; workload: string; level: string; grade: string; validUntil: string }
  noEndDate: string
  description: string
  outcomes: string
  check: string
  checkSteps: (attachment: string) => readonly string[]
  qrCode: string
  picture: (title: string) => string
  link: string
  attachment: string
  page: (number: number, of: number) => string
}

export const certificateWords: Readonly<Record<Language, CertificateWords>> = {
  nl: {
    locale: 'nl-NL',
    certificate: 'Certificaat',
    earnedBy: 'Behaald door',
    facts: { institution: 'Toegekend door', date: 'Toegekend op', workload: 'Studielast', level: 'Niveau', grade: 'Resultaat', validUntil: 'Geldig tot en met' },
    noEndDate: 'geen einddatum',
    description: 'Waar het over gaat',
    outcomes: 'Wat er is geleerd',
    check: 'Zo controleert u dit certificaat',
    checkSteps: (attachment) => [
      'Scan de QR-code, of ga naar het adres hieronder. Daar ziet u of het certificaat echt is en nog geldt.',
      `Het bewijs zelf zit in dit pdf-bestand, als bijlage met de naam ${attachment}. De instelling heeft er een digitale handtekening op gezet. Wie digitale bewijzen controleert, kan dit pdf-bestand gebruiken.`,
      'Wat op papier of op het scherm staat, kan iedereen namaken. Vertrouw daarom alleen op de controle.',
    ],
    qrCode: 'QR-code met het adres waar u dit certificaat controleert',
    picture: (title) => `Afbeelding bij ${title}`,
    link: 'Controleer dit certificaat',
    attachment: 'Het digitale bewijs bij dit certificaat',
    page: (number, of) => `Pagina ${number} van ${of}`,
  },
  en: {
    locale: 'en',
    certificate: 'Certificate',
    earnedBy: 'Earned by',
    facts: { institution: 'Awarded by', date: 'Awarded on', workload: 'Study load', level: 'Level', grade: 'Result', validUntil: 'Valid up to and including' },
    noEndDate: 'no end date',
    description: 'What it is about',
    outcomes: 'What was learned',
    check: 'How to check this certificate',
    checkSteps: (attachment) => [
      'Scan the QR code, or go to the address below. It shows whether the certificate is genuine and still valid.',
      `The proof itself is inside this PDF file, as an attachment called ${attachment}. The institution signed it digitally. Whoever checks digital credentials can use this PDF file.`,
      'Anyone can imitate what is on paper or on a screen. So trust the check only.',
    ],
    qrCode: 'QR code with the address where you check this certificate',
    picture: (title) => `Image of ${title}`,
    link: 'Check this certificate',
    attachment: 'The digital credential of this certificate',
    page: (number, of) => `Page ${number} of ${of}`,
  },
}
