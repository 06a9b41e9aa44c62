import type { FileForm } from '../../downloading/index.ts'
import type { Language } from '@eduwallet/service-shell'

/** Everything that is said about downloading, in Dutch (level B1) and English. `{institution}` is filled in. */
export type DownloadWords = {
  title: string
  intro: readonly string[]
  form: string
  forms: Record<FileForm, string>
  help: string
  helpText: readonly string[]
  code: string
  codeHint: string
  button: string
  stillOpen: string
  wrongTitle: string
  wrongCode: string
  missingCode: string
  unknownForm: string
  notMade: string
}

export const downloadWords = {
  nl: {
    title: 'Download je certificaat',
    intro: ['Wil je geen wallet gebruiken, of wil je ook een bestand bewaren? Dan kun je je bewijs hier downloaden. Anderen kunnen nagaan dat het echt is.'],
    form: 'Wat wil je downloaden?',
    forms: {
      pdf: 'Certificaat om te bewaren of te printen (PDF)',
      png: 'Badge als plaatje (PNG)',
      svg: 'Badge als plaatje dat scherp blijft (SVG)',
      'open-badge': 'Open Badge voor je badgeverzameling (JSON)',
      'open-badge-jwt': 'Open Badge voor andere software (JWT)',
      elm: 'Europees digitaal certificaat, voor Europass',
    },
    help: 'Wat moet ik kiezen?',
    helpText: [
      'Weet je het niet? Kies dan het certificaat (PDF). Daar staat je naam op, en een QR-code. In het bestand zit ook de badge, zodat een ander kan nagaan dat het certificaat echt is.',
      'Een badge is een plaatje met je bewijs erin. Je naam staat daar niet leesbaar in. In het Europese certificaat staat je naam wel.',
      'Wie het bestand heeft, kan het doorgeven. Stuur het dus alleen naar mensen die je vertrouwt. {institution} kan het bestand ongeldig maken als er een fout in staat.',
    ],
    code: 'Code van 6 cijfers',
    codeHint: 'Dezelfde code als voor je wallet. Na 5 foute pogingen gaat deze link op slot.',
    button: 'Download',
    stillOpen: 'Downloaden mag vaker, en daarna kun je het bewijs nog steeds met je wallet ophalen. Andersom niet: heb je het met je wallet opgehaald, dan werkt deze link niet meer. Download dus eerst.',
    wrongTitle: 'Het downloaden is niet gelukt',
    wrongCode: 'Deze code klopt niet. Kijk goed naar de code die je van {institution} hebt gekregen, en probeer het opnieuw.',
    missingCode: 'Vul de code van 6 cijfers in die je van {institution} hebt gekregen.',
    unknownForm: 'Kies wat je wilt downloaden.',
    notMade: 'Dit bestand kan nu niet worden gemaakt. Neem contact op met {institution}.',
  },
  en: {
    title: 'Download your certificate',
    intro: ['Would you rather not use a wallet, or do you want to keep a file as well? Then you can download your credential here. Others can check that it is genuine.'],
    form: 'What do you want to download?',
    forms: {
      pdf: 'Certificate to keep or to print (PDF)',
      png: 'Badge as a picture (PNG)',
      svg: 'Badge as a picture that stays sharp (SVG)',
      'open-badge': 'Open Badge for your badge collection (JSON)',
      'open-badge-jwt': 'Open Badge for other software (JWT)',
      elm: 'European Digital Credential, for Europass',
    },
    help: 'Which one should I choose?',
    helpText: [
      'Not sure? Choose the certificate (PDF). It has your name on it, and a QR code. The badge is in the file as well, so that others can check that the certificate is genuine.',
      'A badge is a picture with your credential in it. Your name cannot be read in it. The European credential does show your name.',
      'Whoever has the file can pass it on, so send it only to people you trust. {institution} can make the file invalid if there is a mistake in it.',
    ],
    code: '6-digit code',
    codeHint: 'The same code as for your wallet. After 5 wrong attempts this link is locked.',
    button: 'Download',
    stillOpen: 'You may download more than once, and you can still get the credential with your wallet afterwards. Not the other way round: once you have got it with your wallet, this link no longer works. So download first.',
    wrongTitle: 'The download did not work',
    wrongCode: 'This code is not right. Look at the code that you got from {institution}, and try again.',
    missingCode: 'Enter the 6-digit code that you got from {institution}.',
    unknownForm: 'Choose what you want to download.',
    notMade: 'This file cannot be made right now. Please contact {institution}.',
  },
} as const satisfies Record<Language, DownloadWords>
