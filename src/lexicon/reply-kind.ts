import type { ReplyKindSigns } from "../domain/reply-kind.ts";

// By what a reply's kind is told. Words of en, de, fr, es, it, pt, nl, sv, da, pl, fi and ja stand side by side, since
// a stem of one language seldom means another thing in the next. They are written as `plain` leaves a text: lower
// case, without accents, ß as ss, ø as o, æ as ae, ł as l. docs/replies.md names the sources.

/** What lies between two words of one sentence. */
const gap = (characters: number) => `[^.,?!。、]{0,${characters}}`;

function anyOf(...patterns: readonly string[]): RegExp {
  return new RegExp(patterns.join("|"));
}

/** Local parts that only mail systems write from (RFC 5321, 4.5.1, has postmaster, which people use too). */
const DAEMON = /^(?:mail(?:er)?-?daemon|mdaemon|bounces?|mail-?delivery)\b/;
const POSTMASTER = /^postmaster\b/;

/** What a person's mail client puts before the subject of an answer or of a forwarded mail. */
const REPLY_MARK =
  /^\s*(?:re|r|aw|antw|sv|vs|odp|res|ref|fwd?|wg|tr|rv|i|enc|doorst|vb|vl|pd|返信|転送)(?:\[\d+\])?\s*[:：]/;

/** Gmail's vacation responder puts the subject of its own before: "Gone fishing Re: Your offer". */
const RESPONDER_SUBJECT = /^.{2,60}[^\s:：][!:：]? \(?(?:re|was): /;

/** RFC 3463, with or without the reply code of RFC 5321 before it. */
const STATUS_CODE = /\b[45]\.\d\.\d{1,3}\b|\b55\d \S/;

const BOUNCE_SUBJECT = anyOf(
  "^(?:undeliver|delivery (?:status|\\w*.?fail|delay|notif)|(?:mail|message) (?:delivery|delayed|undeliver)|failure notice|returned mail|delayed mail|warning: (?:could|message))|(?:mailbox|postfach|mailbox|postvak) (?:is |ist )?(?:full|voll?)",
  "unzustell|nicht zugestellt|zustell\\w* (?:fehl|verzog)|non (?:remis|distribu|delivr)|(?:livraison|remise|distribution) (?:differe|retard|impos)|message (?:a ete )?(?:refuse|rejete)",
  "no se (?:puede|pudo|ha podido) entregar|no entregad|mensaje (?:devuelto|rechazado)|entrega (?:fallid|retras|atras)|mancata consegna|impossibile (?:recap|conse)|(?:non|ritardo nella) (?:recapit|consegn)|nao (?:e |foi )?(?:possivel )?entreg|falha na entrega",
  "onbestelbaar|(?:niet|kon) [^:]{0,15}(?:bezorg|afgelever)|olever|inte leverer|uleverbar|(?:ikke|ej) (?:af)?lever|forsinke|forsena|niedostarcz|niedorecz|nie \\w+ dostarcz|zwrot wiad|ei voi(?:da|tu) toimittaa|toimi\\w+ epaonn",
  "(?:配信|配達|送信)(?:不能|できません|エラー|遅延|失敗)",
);

/** Said of a mail that did not arrive; tells together with a status code. */
const BOUNCE_TEXT =
  /deliver|mailbox|rejected|recipient|zustell|zugestellt|empfanger|remis|refus|destinat|entreg|consegn|recapit|bezorg|lever|mottagar|modtager|dostarcz|dorecz|odbiorc|toimit|vastaanott|配信|配達|受信者/;

/** What Exchange, Outlook and others put before the subject of an automatic answer (RFC 3834, 3.1.5: "Auto:"). */
const AUTOMATIC_SUBJECT =
  /^\W*(?:auto(?:mat\w+|maattinen|svar|\W?reply|\W?response|antwort)?(?: \w+)?\s*[:(/-]|auto(?:mat\w+|svar)\W|(?:\w+ )?automa\w+\s*:|out of (?:the )?office|(?:i'?a?m? )*(?:on|away) .{0,15}(?:leave|vacation|holiday)|away\b|absen|abwesen|ausen|assen|afwezig|franvaro|fravaer|nieobecn|poissa|(?:im )?urlaub|(?:en )?conge|(?:de )?vacaciones|(?:in )?ferie\b|(?:de |em )?ferias|(?:met )?vakantie|semester|urlop|loma|elternzeit|mutterschutz|nicht im|niet aanw|(?:ikke|ej) pa|pa (?:semest|ferie)|poza biur|fuera de|fuori|fora d|自動(?:応答|返信|送信)|不在|休暇|休業)/;

/** A text that says of itself that a machine sent it. */
const AUTOMATIC_TEXT =
  /\b(?:this|dies\w*|ce|este|esta|questo|dit|detta|det har|dette|to|tama)\b[^.!?]{0,25}automa|^\W*(?:\S+ )?automati\S+(?: \S+)?[.:!]|automati\w+ (?:erstellt|generi)|自動(?:送信|返信|応答|配信)/;

const I_AM =
  "\\b(?:i am|i'm|i will be|i'll be|currently|bin|befinde|ich (?:habe|sitze)|je suis|je serai|estoy|estare|me encuentro|ando|sono|saro|mi trovo|estou|estarei|encontro-me|to|estamos|ben|ik zit|ik herstel|jag ar|jag har|ar jag|jeg er|er jeg|jeg har|jestem|bede|przebywam|olen)\\b";
const ABSENT =
  "(?:out (?:of|until)|away|on (?:\\w+ ){0,2}(?:leave|vacation|holiday)|sabbatical|\\bpto\\b|travell?ing|offline|unavailable|limited|nicht (?:im|am|erreich|da\\b|mehr fur)|abwes|urlaub|elternzeit|mutterschutz|krank|dienstreise|unterwegs|ausser haus|ruhestand|rente\\b|absen|en (?:\\w+ )?(?:conge|deplac|vacan|arret|forma)|retrait|fuera|de (?:vacac|baja|viaj|permis|luna)|ausent|jubil|assent|fuori|in (?:feri|vacan|matern|viagg|malat|trasf|pension|conged)|ricover|\\bfora\\b|(?:de|em) (?:feri|licen|viag|reces|baixa)|aposent|reform|afwez|niet (?:op|aanw|bereik)|op reis|vakan|verlof|ziek(?! gew)|pension|pensioen|operatie|semest|ledig|franvar|sjuk|inte pa|slutat|tjanster|pa (?:ferie|rejse|orlov|barsel)|sygem|bortrej|ikke pa|stoppet|fri (?:om|til)|nieobec|na (?:urlop|macierz|zwoln|emeryt|delegac)|poza biur|loma|vapaa|poissa|matk|elak)";
const CLOSED = `(?:closed|geschlossen|ferme|cerrad|chius[aoie]\\b|encerrad|fechad|gesloten|stangt|lukket|zamkniet|suljettu|kiinni)`;

/** An absence or a departure of the author's own, a closed house, a mailbox that nobody reads. */
const ABSENCE = anyOf(
  I_AM + gap(45) + ABSENT,
  `(?:offices?|bleib\\w*|\\bist|\\bsind|haben [vb]\\w+|est|sont|sera|seront|estan?|estara\\w*|permanec\\w*|encontra[\\w-]*|\\be|sono|rest\\w*|rima\\w*|sara\\w*|zijn|\\bis|blijf\\w*|\\bar|holder|\\ber|jest|bedzie|\\bon|ovat) ${gap(45)}${CLOSED}|haller stang|har lukket (?:fra|til|i\\b)|nieczynn|betriebsferien|nicht besetzt|nao havera|cerramos del|festivo|(?:efterars|sommer|jule|paske)ferie`,
  "(?:limited|no|sporadic) (?:e-?mail |mail )?access|\\b(?:kein\\w*|sans|sin|sem|geen|ingen|ej) (?:zugriff|acces|toegang|tillgang|adgang)|acces\\w* limit|(?:not|won't) be (?:reading|checking)|(?:not|no longer) (?:monitored|read)|nicht (?:mehr )?(?:gelesen|weitergeleitet|betreut)|non \\S+ piu attiva|plus releve|ya no esta operat|nao e monitor|niet meer gelezen|overvages ikke|laeser ikke|laest igen|(?:laser|bevakas) inte|nie jest obslug|nie czytam|enk?a? lue\\b|ei lueta|lees ?\\w* \\w* ?\\w* ?geen mail|no le(?:o|ere)\\b|non posso rispondere|ne consulte p",
  "my return|when i (?:return|get back|am back)|wieder (?:fur sie da|erreichbar|im)|ruckkehr|mon retour|mi (?:regreso|vuelta)|mio (?:rientro|ritorno)|meu regresso|terugkomst|ater pa plats|powrocie odp|palaan (?:toihin|\\w+kuussa)",
  "i have (?:now )?(?:left (?!the in|it)|moved on|retired)|i've (?:left|retired|moved on)|no longer work|unternehmen verlassen|ich arbeite (?:nur|immer)|i work (?:on )?(?:mon|tue|wed|thu)|office hours|j'ai quitte|ne travaille p|a la retraite|droits a la|he dejado|ya no (?:trabajo|formo)|solo trabajo|mi jubilacion|non lavoro|nao trabalho|ja nao trab|reformei|aposentei|desliguei|werk (?:ik )?(?:niet|op (?:ma|di|wo|do))|jobbar inte|vabbar|gick i pens|(?:przesz|odesz)lam|na emeryture|en (?:ole|tyoskentele) enaa|jain elak",
  "不在(?:に|と|で|の)|(?:休業|休暇|休診|定休|産休|育休|育児休業|休館)(?:日|中|とさせ|を|です|のため)|入院|見ることができません|返信(?:が遅|でき)|返事は[^。]{0,20}なります|出張(?:中|のため|により)|圏外|退職(?:いたし|しま)|廃止いたし|(?:確認|使用)しておりません",
);

/** A day soon, a common plan, an invitation: what a person says of an absence while answering. */
const PLAN =
  /\b(?:tomorrow|next week|let's|come (?:on|by)|nachste woche|lassen sie uns|kommen sie|demain|semaine prochaine|je pars|manana|semana que viene|proxima semana|hablamos|domani|settimana|ne parliamo|amanha|semana que vem|falamos|volgende week|kom (?:\w+ )?maar|nasta vecka|i ?morgon|naeste uge|i morgen|kom \w+dag|przyszlym tygodniu|jutro|ensi viikolla|huomenna)\b|明日|来週|来月から/;

/** "Hi Ann," and the like in the first line, in the text as it was written. */
const GREETING =
  /^(?:\p{L}+\.?,? ){1,4}(?!Tag|Morgen|Abend|Damen|Herren|Sir|Madam|All|Everyone|Sender|Day)\p{Lu}\p{L}+\s?[,:!.]?\s*\n|様\s*\n/u;

/** Verbs that take somebody off a list or erase; the weak ones do many other things too. */
const REMOVE =
  "\\b(?:remov|delet|eras|unsubscrib|losch|streich|entfern|retir|supprim|enlev|effac|raye|desinscri|desabonn|elimin|borr|suprim|disiscri|cancell|togli|rimuov|exclu|apag|descadastr|verwijder|schrap|wis|ta bort|radera|avregistr|avprenum|slet|fjern|frameld|usun|wypis|skresl|poista|peru(?!u)|perukaa)";
const REMOVE_WEAKLY =
  "\\b(?:take|get|drop|nehm|nimm|trag|quit|sac|tir|leva|haal|halen|schrijf|meld|tag|ota|ottakaa)\\w*";
const MINE =
  "(?:me|us|my|mich|uns|meine?|samtliche|alle|moi|nous|mon|mes|nos|notre|toutes|mis?|nuestr\\w+|mi[ao]|miei|tutti|meus?|minha|mij|ons|mijn|mig|oss|min|mina|os|mine|vores|mnie|nas|moje?|minut|mut|meidat|tieto\\w*|osoit\\w+|tilau\\w+|\\S+@\\S+|th(?:e|is) address|all (?:\\w+ )?data|our (?:address|data|e-?mail)\\w*|lista?|listalta|verteiler|l'adresse|adress?|adresu?|datos|base)\\b";
const OFF = "(?:lij?st|off\\b|out\\b|verteil|raus|\\baus\\b|\\buit\\b|\\baf\\b|eraf|\\bfra\\b|bort)";
const WRITE =
  "(?:mailing|mail(?:en|a)\\b|mails\\b|e-?mail|conta[ct]t|writ|send|spam|messag|hear\\b|receiv|schreib|schick|kontakt|zusend|werbung|ecri|envo|recevoir|courriel|demarch|sollicit|escrib|envi|mand|recib|correos|scriv|invi|ricevere|escrev|receber|mensagens|stur|schrijv|ontvang|bericht|skick|skriv|mejl|utskick|modtage|reklam|besked|pisa|pisz|wysyl|otrzym|wiadomosc|maili|lahet|viest|posti|yhtey|these\\b)";
const WANT =
  "(?:want|wish|like|prefer|please|mochten?|will|souhait\\w*|veux|veuillez|merci de|quier\\w+|dese\\w+|vogli\\w+|desider\\w+|quer\\w+|desej\\w+|wil|wens|vill?|onsker|onskar|chce\\w*|zycz\\w*|halua\\w*)";
const NO =
  "(?:don't|dont|do not|never|not|no|nichts?|keine\\w?|nie|ne|n'|non|nao|niet|geen|niks|nooit|inte|inga|aldrig|ikke|ingen|en|emme|ala|alkaa|alka)";
const MORE =
  "(?:again|any ?more|any (?:further|more)|further|more|mehr|wieder|weiteren?|plus|mas|nunca|piu|mais|meer|fler|mer|igen|flere|mere|wiecej|juz|enaa|enempaa)";

/** A sentence that begins with a refusal, or wants one; not one that tells of what was had no more. */
const WISH = `(?:(?:^|[.,!?] ?)(?:\\w+ )?|\\b${WANT}\\b${gap(20)})\\b${NO}\\b(?! ?(?:mam|ho|tengo|tenho|ole|sono)\\b) `;

/** Someone asks to be left alone, to be taken off, or to have data erased. */
const REQUEST = anyOf(
  `${REMOVE}\\w*[- ](?:${gap(20)}[ -])?${MINE}`,
  `${REMOVE}(?:a|e|i|en|an|ad|d|ate|ete|ite|am|em)?-?(?:te)?(?:me|nos|mi|ci|lo)\\b(?!${gap(30)}\\buna)`,
  `\\b(?:mich|uns|mij|ons|me|nous|mnie|sig)\\b ${gap(40)}(?:losch\\w+|streichen|entfern\\w+|abmelden|austragen|uitschrijven|af ?(?:te )?melden|verwijderen|van de lijst|supprimer|retirer|desinscrire|desabonner|rayer|wypis\\w+|descadastrar)`,
  `${REMOVE_WEAKLY} ${gap(20)}${MINE} ?${gap(40)}${OFF}|\\b(?:me|nos) tir\\w+ d|meld mig fra|nehm\\w* ${gap(15)}uns${gap(10)}raus`,
  `(?:\\bstop|hor\\w* (?:sie )?\\w* ?auf,?|unterlass|arret|cess|dej\\w+ de|smett\\w+|basta|par\\w+ de|deixe\\w* de|hou\\w* \\w* ?op|slut|lad vaer|hold op|przesta|lopet|inutile de)${gap(30)}${WRITE}`,
  `${WISH}${gap(25)}\\b${MORE}\\b${gap(25)}${WRITE}`,
  `${WISH}${gap(25)}${WRITE}${gap(25)}\\b${MORE}\\b`,
  `\\b(?:contact|kontakt|kontaktier|schreib|stuur|skicka|skriv|wysyl|send|mail|benader)\\w* (?:sie )?(?:mich|mir|uns|me|mij|ons|mig|os|oss|mi|nam)?${gap(15)}\\b${NO}\\b ${gap(10)}\\b${MORE}(?=\\W*$|[.!,])`,
  "(?:quit|sac)(?:a|e|en)(?:me|nos)\\b|(?:to|please) opt out|opt (?:me|us) out|unsubscribe (?:me|from)|remove\\W*$|not (?:wish|want) to receive|withdraw my consent|leave me alone|off your|to (?:receive|be contacted) any|nicht mehr bekommen|aus (?:ihrem|eurem|dem) verteiler|keine werbung|widersprech|abbestell|stop aux|m'oppose|de baja\\W*$|(?:me|nos) de baja|me (?:den|de) de baja|(?:me opongo|mi oppongo|oponho)|no vuelv\\w+ a|nao volt\\w+ a|(?:supresion|cancellazione|exclusao) d\\S+ (?:\\w+ )?(?:mis|miei|meus)|graag uitschrijven|gegevens te wissen|bezwaar|aterkallar|indsigelse|niekontakt|usuniecie m|rezygnuje z|nie zycze|sprzeciw|vastustan|poistamaan tieto",
  "配信(?:を|の)?(?:停止|中止|解除)(?:し|を?(?:お願い|希望|依頼)|いただ)|(?:リスト|名簿|登録|アドレス|情報|データ|メール)[^。?？]{0,12}(?:(?:外し|(?:削除|消去|抹消|解除|停止)し|止め|やめ)て|(?:削除|抹消|解除)(?:を?(?:お願い|希望|依頼)|いただ))|(?:送ら|送信し|連絡し|送ってこ)ないで|(?:今後|二度と)[^。]{0,25}(?:不要|お断り|ご遠慮|控え)|利用停止を",
);

/** "If you wish to unsubscribe …": advice to the reader, not a wish of the author's. */
const ADVICE =
  /(?:^|[.!?\n] *)(?:if you|wenn (?:sie|du)|falls|si vous|si (?:no )?(?:desea|quiere)|se (?:non |nao )?(?:vuole|desidera|vuoi|quiser|deseja)|(?:als|indien) (?:u|je)|wilt u zich|om du|vill du|hvis du|jesli (?:nie )?chc|jos (?:et|haluat))\b[^.!?\n]*/g;

/** A whole text or subject that is nothing but the wish: a client's unsubscribe button, or a word in capitals. */
const WORD = anyOf(
  `^(?:please |bitte )?(?:${REMOVE}\\w*|stop\\w*|opt[ -]?out|(?:ab|af|ut)meld\\w*|abbestell\\w*|austragen|widerspruch|baja|basta|sair|cancelar|uitschrijv\\w*|opzeggen|avanmal\\w*|rezygn\\w*|sprzeciw)(?: (?:me|mich|moi|mig|mnie|please|bitte|svp|tack|tak))?$`,
  "^(?:\\S+ )?(?:\\S+ )?(?:derecho de|droit d\\S*|direito [adeo]+|begaran om|anmodning om|loschung|sprzeciw|zadanie|tietojen|ejercicio|diritto|recht op)\\b.*(?:supres|opos|efface|oppos|apaga|rader|slet|daten|usun|danych|poist|cancell|verwijder)|^cancellazione|^abmeldung|^baja ",
  "^.{0,8}(?:配信|登録|購読|メルマガ)(?:の|を)?(?:停止|解除|中止|削除)(?:希望|依頼|のお願い)?$|^(?:解除|停止|退会|削除)$",
);

/** Art. 17 and 21 of the GDPR, claimed rather than discussed. */
const RIGHT =
  /(?:\bart\w*\.?|第) ?(?:17|21)\b|\b(?:17|21)\b[^.]{0,12} (?:artikl|gdpr|dsgvo|rgpd|rodo)|(?:17|21)条/;
const CLAIM =
  /\b(?:object|erase|widersprech|fordere|verlang|oppose|demande|exige|opongo|solicito|exijo|oppongo|chiedo|richiedo|oponho|bezwaar|verzoek|begar|invand|anmoder|kraever|wnosze|zadam|vastustan|vaadin|pyydan)|請求|求めます/;

export const REPLY_KIND_SIGNS: ReplyKindSigns = {
  daemon: DAEMON,
  postmaster: POSTMASTER,
  replyMark: REPLY_MARK,
  responderSubject: RESPONDER_SUBJECT,
  statusCode: STATUS_CODE,
  bounceSubject: BOUNCE_SUBJECT,
  bounceText: BOUNCE_TEXT,
  automaticSubject: AUTOMATIC_SUBJECT,
  automaticText: AUTOMATIC_TEXT,
  absence: ABSENCE,
  plan: PLAN,
  greeting: GREETING,
  request: REQUEST,
  advice: ADVICE,
  word: WORD,
  right: RIGHT,
  claim: CLAIM,
};
