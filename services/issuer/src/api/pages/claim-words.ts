import type { Language } from '@eduwallet/service-shell'

type Gone = { title: string; what: string; todo: string }

/** Everything the claim page says, in Dutch (level B1) and English. `{institution}` is filled in. */
export type ClaimWords = {
  open: string
  issuedTo: readonly [before: string, between: string, after: string]
  notYou: string
  how: string
  steps: readonly string[]
  codeStep: string
  keepStep: string
  button: string
  onThisDevice: string
  qrLabel: string
  copyLabel: string
  copy: string
  copied: string
  otherLink: string
  otherLinkHelp: string
  noWallet: string
  walletHelp: readonly string[]
  contents: string
  contentsHelp: string
  whoSees: string
  whoSeesHelp: readonly string[]
  until: readonly [before: string, after: string]
  yes: string
  no: string
  gone: Record<'redeemed' | 'expired' | 'withdrawn' | 'locked', Gone>
}

export const claimWords = {
  nl: {
    open: 'Haal je bewijs op',
    issuedTo: ['', ' geeft dit bewijs aan ', '.'],
    notYou: 'Ben jij dit niet? Gebruik deze link dan niet, en laat het weten aan {institution}.',
    how: 'Zo haal je het op',
    steps: [
      'Open de wallet-app op je telefoon. Heb je die nog niet? Lees dan eerst hieronder hoe je eraan komt.',
      'Scan de QR-code met je wallet. Lees je dit op je telefoon? Gebruik dan de knop.',
    ],
    codeStep: 'Vul de code van 6 cijfers in. Die heb je apart van {institution} gekregen; de code staat niet op deze pagina. Geef hem aan niemand anders. Na 5 foute pogingen gaat deze link op slot.',
    keepStep: 'Bekijk het bewijs en bewaar het in je wallet.',
    button: 'Open mijn wallet',
    onThisDevice: 'Werkt alleen op het apparaat waar je wallet op staat.',
    qrLabel: 'QR-code om dit bewijs met je wallet op te halen',
    copyLabel: 'Link voor je wallet',
    copy: 'Kopieer de link',
    copied: 'De link is gekopieerd.',
    otherLink: 'Lukt het niet met de knop?',
    otherLinkHelp: 'Kopieer de link hierboven en plak hem in je wallet. Sommige wallets openen beter met deze link, waar het hele aanbod in staat:',
    noWallet: 'Ik heb nog geen wallet',
    walletHelp: [
      'Een wallet is een gratis app op je telefoon waarin je digitale bewijzen bewaart. Alleen jij kunt erbij.',
      'Vraag {institution} welke wallet je kunt gebruiken, en zoek die op in de App Store of in Google Play.',
      'Installeer de app, stel een pincode in en kom dan terug naar deze pagina. Deze link blijft zolang werken.',
    ],
    contents: 'Dit staat erin',
    contentsHelp: 'Klopt er iets niet? Haal het bewijs dan nog niet op en neem contact op met {institution}.',
    whoSees: 'Wie ziet dit?',
    whoSeesHelp: [
      'Niemand, tot jij het deelt. Het bewijs staat alleen in jouw wallet, of in het bestand dat je downloadt.',
      'Met een wallet kies jij elke keer aan wie je het laat zien en wat je laat zien. Titel, instelling, land en datum horen er altijd bij.',
      '{institution} ziet niet waar je het laat zien. De instelling houdt wel bij dat dit bewijs is uitgegeven, en kan het intrekken als er een fout in staat.',
    ],
    until: ['Je kunt deze link gebruiken tot ', '. Je mag hem vaker openen; hij werkt tot je het bewijs hebt opgehaald.'],
    yes: 'ja',
    no: 'nee',
    gone: {
      redeemed: { title: 'Dit bewijs is al opgehaald', what: 'Met deze link is het bewijs al in een wallet gezet. Een link werkt maar één keer.', todo: 'Staat het niet in jouw wallet? Vraag {institution} om een nieuwe link.' },
      expired: { title: 'Deze link is verlopen', what: 'De tijd om het bewijs met deze link op te halen is voorbij.', todo: 'Je resultaat blijft gewoon staan. Vraag {institution} om een nieuwe link.' },
      withdrawn: { title: 'Deze link werkt niet meer', what: '{institution} heeft deze link ingetrokken. Er is een nieuwere link gemaakt, of er is iets aan je resultaat veranderd.', todo: 'Kijk of je een nieuwere link hebt gekregen. Zo niet, vraag er dan een aan {institution}.' },
      locked: { title: 'Deze link zit op slot', what: 'De code van 6 cijfers is te vaak verkeerd ingevuld. Daarom is de link op slot gegaan. Er is niets uitgegeven.', todo: 'Vraag {institution} om een nieuwe link en een nieuwe code.' },
    },
  },
  en: {
    open: 'Get your credential',
    issuedTo: ['', ' issues this credential to ', '.'],
    notYou: 'Is this not you? Then do not use this link, and tell {institution}.',
    how: 'How to get it',
    steps: [
      'Open the wallet app on your phone. No wallet yet? Read below how to get one first.',
      'Scan the QR code with your wallet. Are you reading this on your phone? Then use the button.',
    ],
    codeStep: 'Enter the 6-digit code. {institution} gave it to you separately; it is not on this page. Give it to nobody else. After 5 wrong tries this link locks.',
    keepStep: 'Look at the credential and keep it in your wallet.',
    button: 'Open my wallet',
    onThisDevice: 'Only works on the device that has your wallet.',
    qrLabel: 'QR code to get this credential with your wallet',
    copyLabel: 'Link for your wallet',
    copy: 'Copy the link',
    copied: 'The link was copied.',
    otherLink: 'Does the button not work?',
    otherLinkHelp: 'Copy the link above and paste it in your wallet. Some wallets prefer this link, which holds the whole offer:',
    noWallet: 'I have no wallet yet',
    walletHelp: [
      'A wallet is a free app on your phone in which you keep digital credentials. Only you can get at them.',
      'Ask {institution} which wallet you can use, and look for it in the App Store or in Google Play.',
      'Install the app, choose a PIN, and come back to this page. This link keeps working in the meantime.',
    ],
    contents: 'What is in it',
    contentsHelp: 'Is something not right? Then do not get the credential yet, and contact {institution}.',
    whoSees: 'Who will see this?',
    whoSeesHelp: [
      'Nobody, until you share it. The credential is only in your wallet, or in the file that you download.',
      'With a wallet you choose each time whom you show it to, and what. Title, institution, country and date always come along.',
      '{institution} does not see where you show it. It does keep a record that this credential was issued, and can revoke it if there is a mistake in it.',
    ],
    until: ['You can use this link until ', '. You may open it more than once; it works until you have got the credential.'],
    yes: 'yes',
    no: 'no',
    gone: {
      redeemed: { title: 'This credential was already collected', what: 'With this link the credential was already put in a wallet. A link works only once.', todo: 'Is it not in your wallet? Ask {institution} for a new link.' },
      expired: { title: 'This link has expired', what: 'The time to get the credential with this link is over.', todo: 'Your result still stands. Ask {institution} for a new link.' },
      withdrawn: { title: 'This link no longer works', what: '{institution} withdrew this link. A newer link was made, or something about your result has changed.', todo: 'See whether you received a newer link. If not, ask {institution} for one.' },
      locked: { title: 'This link is locked', what: 'The 6-digit code was entered wrongly too often, so the link was locked. Nothing was issued.', todo: 'Ask {institution} for a new link and a new code.' },
    },
  },
} as const satisfies Record<Language, ClaimWords>
