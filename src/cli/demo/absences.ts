import type { Language } from "./countries.ts";

type Absence = { readonly subject: string; readonly text: string };

/** What mail programs answer for those who are away, by language; dates are filled in as {from}, {until} and {back}. */
export const ABSENCES: Readonly<Record<Language, Absence>> = {
  en: {
    subject: "Automatic reply: {subject}",
    text: "Thank you for your message. I am out of the office until {until} with limited access to email. I will answer when I am back on {back}. In urgent cases please contact {deputy}.\n\n{name}\n{title}",
  },
  de: {
    subject: "Automatische Antwort: {subject}",
    text: "Vielen Dank für Ihre Nachricht. Ich bin bis einschließlich {until} nicht im Büro und lese meine E-Mails nur unregelmäßig. In dringenden Fällen wenden Sie sich bitte an {deputy}.\n\nMit freundlichen Grüßen\n{name}\n{title}",
  },
  fr: {
    subject: "Réponse automatique : {subject}",
    text: "Bonjour,\n\nJe suis absent(e) du bureau jusqu'au {until} inclus et ne consulte pas mes messages. Je vous répondrai à mon retour le {back}. En cas d'urgence, merci de contacter {deputy}.\n\nCordialement,\n{name}\n{title}",
  },
  es: {
    subject: "Respuesta automática: {subject}",
    text: "Gracias por su mensaje. Estaré fuera de la oficina hasta el {until} y no tendré acceso al correo. Responderé a mi regreso el {back}. Para asuntos urgentes, escriba a {deputy}.\n\nUn saludo,\n{name}\n{title}",
  },
  nl: {
    subject: "Automatisch antwoord: {subject}",
    text: "Bedankt voor uw bericht. Ik ben tot en met {until} niet op kantoor en lees mijn e-mail niet. Vanaf {back} ben ik weer bereikbaar. Voor dringende zaken kunt u contact opnemen met {deputy}.\n\nMet vriendelijke groet,\n{name}\n{title}",
  },
  sv: {
    subject: "Autosvar: {subject}",
    text: "Tack för ditt meddelande. Jag är på semester till och med {until} och läser inte min e-post. Jag är tillbaka den {back}. Vid brådskande ärenden, kontakta {deputy}.\n\nMed vänliga hälsningar\n{name}\n{title}",
  },
  pt: {
    subject: "Resposta automática: {subject}",
    text: "Obrigado pela sua mensagem. Estou fora do escritório até {until}, com acesso limitado ao e-mail. Retorno em {back}. Em caso de urgência, fale com {deputy}.\n\nAtenciosamente,\n{name}\n{title}",
  },
  it: {
    subject: "Risposta automatica: {subject}",
    text: "Grazie per il messaggio. Sono fuori ufficio fino al {until} e non ho accesso alla posta. Risponderò al mio rientro il {back}. Per urgenze potete scrivere a {deputy}.\n\nCordiali saluti,\n{name}\n{title}",
  },
  pl: {
    subject: "Odpowiedź automatyczna: {subject}",
    text: "Dziękuję za wiadomość. Jestem poza biurem do {until} i nie mam dostępu do poczty. Odpowiem po powrocie {back}. W pilnych sprawach proszę o kontakt: {deputy}.\n\nZ poważaniem\n{name}\n{title}",
  },
};

export const BOUNCE_NOTICE =
  "This is the mail system at host mx1.{domain}.\n\nI'm sorry to have to inform you that your message could not be delivered to one or more recipients. It's attached below.\n\n<{email}>: host mx1.{domain} said: 550 5.1.1 <{email}>: Recipient address rejected: User unknown (in reply to RCPT TO command)\n\nReporting-MTA: dns; mx1.{domain}\nFinal-Recipient: rfc822; {email}\nAction: failed\nStatus: 5.1.1";
