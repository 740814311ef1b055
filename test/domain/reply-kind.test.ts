import { describe, expect, it } from "vitest";

import { type ReplyKind, replyKindOf } from "../../src/domain/reply-kind.ts";
import { REPLY_KIND_SIGNS } from "../../src/lexicon/reply-kind.ts";

type Message = {
  readonly subject?: string;
  readonly from?: string;
  readonly ownText?: string | null;
  readonly text?: string;
};

function kindOf({ subject = "Re: Offer", from = "ann@example.com", ownText, text }: Message): ReplyKind {
  return replyKindOf(REPLY_KIND_SIGNS, {
    subject,
    from,
    ownText: ownText ?? text ?? "",
    text: text ?? ownText ?? "",
  });
}

const SENTENCES: readonly (readonly [ReplyKind, string])[] = [
  ["unsubscribe", "Could you please take us off your mailing list?"],
  ["unsubscribe", "We are not interested. Please do not contact us again."],
  ["unsubscribe", "No more emails please."],
  ["human", "Please remove the second slide and send it again."],
  ["human", "I can't open the attachment, please don't send zip files."],
  ["human", "Not now, ask me again next year."],
  ["human", "We closed the deal with another vendor."],
  ["out_of_office", "I am currently away from my desk and will reply upon my return."],
  ["out_of_office", "This mailbox is not monitored. Please use support@example.com."],
  ["unsubscribe", "Bitte löschen Sie meine E-Mail-Adresse aus Ihrer Datenbank."],
  ["unsubscribe", "Ich möchte keine Werbung mehr von Ihnen erhalten."],
  ["human", "Ich melde mich ab Montag wieder bei Ihnen."],
  ["human", "Wir haben montags geschlossen, kommen Sie also dienstags."],
  ["out_of_office", "Dieses Postfach wird nicht mehr betreut."],
  ["out_of_office", "Wir machen Betriebsferien vom 1. bis 20. August."],
  ["unsubscribe", "Merci de me retirer de votre liste de diffusion."],
  ["unsubscribe", "Veuillez ne plus me contacter."],
  ["human", "Retirez la deuxième option du devis et c'est bon."],
  ["human", "Nous n'avons plus de budget. Recontactez-moi en mars."],
  ["out_of_office", "Je suis absente jusqu'au 12 mai. En cas d'urgence, contactez Luc."],
  ["unsubscribe", "No quiero recibir más correos."],
  ["human", "No me mandes el PDF, mejor un enlace."],
  ["out_of_office", "Estoy de vacaciones hasta el 1 de septiembre."],
  ["unsubscribe", "Rimuovete il mio indirizzo dal vostro database."],
  ["human", "Toglietemi una curiosità: quanto costa?"],
  ["human", "Non ricevo più le fatture da marzo, controllate?"],
  ["out_of_office", "L'ufficio rimarrà chiuso dal 10 al 20 agosto."],
  ["unsubscribe", "Não quero mais receber esses e-mails."],
  ["human", "Retira o item 3 e pode mandar."],
  ["out_of_office", "Estamos em recesso de 20/12 a 05/01."],
  ["unsubscribe", "Verwijder mij uit uw bestand."],
  ["human", "Ik heb geen mails meer van je gezien, klopt dat?"],
  ["out_of_office", "Momenteel ben ik afwezig."],
  ["unsubscribe", "Jag vill inte ha fler utskick."],
  ["human", "Skicka inte fler bilder, servern är full."],
  ["out_of_office", "Jag är föräldraledig."],
  ["unsubscribe", "Jeg vil ikke have flere mails fra jer."],
  ["human", "Jeg er syg i dag, kan vi tage det fredag?"],
  ["out_of_office", "Kontoret holder lukket i påsken."],
  ["unsubscribe", "Nie wysyłajcie mi więcej maili."],
  ["human", "Proszę usunąć punkt 3 i podpisujemy."],
  ["out_of_office", "Przebywam na zwolnieniu lekarskim."],
  ["unsubscribe", "今後一切メールを送らないでください。"],
  ["human", "配信停止の機能はありますか?"],
  ["out_of_office", "育児休業中のため返信できません。"],
  ["unsubscribe", "Älkää enää ottako yhteyttä."],
  ["human", "Poista rivi 3 niin allekirjoitan."],
  ["out_of_office", "Olen lomalla 1.8. asti."],
];

describe("the kind of a reply", () => {
  it.each(SENTENCES)("is %s for %j", (kind, ownText) => {
    expect(kindOf({ ownText })).toBe(kind);
  });

  it.each<readonly [string, ReplyKind, Message]>([
    ["the mail of a daemon", "bounce", { from: "MAILER-DAEMON@example.com", ownText: "Hi." }],
    ["an undeliverable report", "bounce", { subject: "Undeliverable: Offer", ownText: "" }],
    ["a status code in a machine's words", "bounce", { subject: "Notice", text: "Not delivered: 550 5.1.1" }],
    ["a status code in an answer", "human", { text: "Our log says 550 5.1.1 for your mail, not delivered." }],
    ["an automatic answer", "out_of_office", { subject: "Automatic reply: Offer", ownText: "Gone." }],
    ["a responder's own subject", "out_of_office", { subject: "Gone fishing Re: Offer", ownText: "Bye." }],
    [
      "an answer to an automatic answer",
      "human",
      { subject: "Re: Automatic reply: Offer", ownText: "Back now." },
    ],
    ["an unsubscribe button", "unsubscribe", { subject: "unsubscribe", ownText: "" }],
    ["one word in capitals", "unsubscribe", { ownText: "STOP!" }],
    ["a claim under the GDPR", "unsubscribe", { ownText: "Under Article 21 GDPR I object." }],
    ["a question about the GDPR", "human", { ownText: "How do you handle a claim under Art. 17 GDPR?" }],
    ["words of others", "human", { ownText: "What if a customer writes “remove me from your list”?" }],
    ["advice to the reader", "human", { ownText: "Thanks.\nIf you want us to stop, unsubscribe me here." }],
    ["a quoted footer alone", "human", { ownText: "No, thanks.", text: "No, thanks.\n> unsubscribe me" }],
    ["an absence in a letter", "human", { ownText: "Dear Ann,\nI am on leave until May, Bob does it." }],
    ["nothing", "human", { ownText: null }],
  ])("of %s is %s", (_case, kind, message) => {
    expect(kindOf(message)).toBe(kind);
  });
});

const HOSTILE = [
  "remove ".repeat(150_000),
  "don't again ".repeat(90_000),
  "please not more ".repeat(70_000),
  "i am ".repeat(200_000),
  "nehmen uns ".repeat(100_000),
  "if you ".repeat(150_000),
  '"'.repeat(1_000_000),
  "[".repeat(1_000_000),
  "a ".repeat(500_000),
  "re ".repeat(300_000),
  "auto".repeat(250_000),
  "5.1.".repeat(250_000),
  "ü\u0308".repeat(500_000),
  " ".repeat(1_000_000),
  "\n".repeat(1_000_000),
  "メール".repeat(300_000),
];

describe("a hostile reply", () => {
  it.each(HOSTILE.map((text) => [text.slice(0, 16), text]))(
    "that begins with %j gets a kind all the same",
    (_start, text) => {
      const message = { subject: text, from: text, ownText: text, text };
      expect(["human", "out_of_office", "bounce", "unsubscribe"]).toContain(
        replyKindOf(REPLY_KIND_SIGNS, message),
      );
    },
  );
});
