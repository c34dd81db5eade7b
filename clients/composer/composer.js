/*! composer 0.2.0 | MIT | part of ticker */
(() => {
  // shared/dom.js
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const attribute of Object.keys(attributes || {})) {
      const value = attributes[attribute];
      if (value !== null && value !== void 0) made.setAttribute(attribute, value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }
  function tongue({ language, dir }) {
    return { lang: language || null, dir: dir === "rtl" || dir === "ltr" ? dir : "auto" };
  }
  function setText(target, text) {
    if (target.textContent !== text) target.textContent = text;
  }
  function place(parent, wanted) {
    const keep2 = new Set(wanted);
    for (const child of [...parent.children]) if (!keep2.has(child)) child.remove();
    wanted.forEach((child, at) => {
      if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] || null);
    });
  }

  // shared/times.js
  var TEN_SECONDS_MS = 1e4;
  var MINUTE_MS = 6e4;
  var HOUR_MS = 60 * MINUTE_MS;
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
  function ago({ language }, atMs, serverNowMs) {
    const agoMs = serverNowMs === null ? Infinity : Math.max(0, serverNowMs - atMs);
    const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
    if (agoMs < TEN_SECONDS_MS) return relative.format(0, "second");
    if (agoMs < MINUTE_MS) return relative.format(-10 * Math.floor(agoMs / TEN_SECONDS_MS), "second");
    if (agoMs < HOUR_MS) return relative.format(-Math.floor(agoMs / MINUTE_MS), "minute");
    if (agoMs < 24 * HOUR_MS) return relative.format(-Math.floor(agoMs / HOUR_MS), "hour");
    return timed(language, atMs, { dateStyle: serverNowMs === null ? void 0 : "medium", timeStyle: "short" });
  }
  function clock({ language }, atMs) {
    return timed(language, atMs, { hour: "2-digit", minute: "2-digit" });
  }
  function timed(language, atMs, style) {
    return new Intl.DateTimeFormat(language, Object.assign({ hourCycle: "h23" }, style)).format(atMs);
  }

  // composer/dialog.js
  var numbered = 0;
  var Dialog = class {
    #dialog;
    #heading;
    #text = element("p", { class: "dialogError", role: "alert" });
    #isBusy = false;
    /**
     * @param {object} options `title` · `words` · `go`: the text of the button that says yes, none without one ·
     *   `isGrave`: it looks so, and yes is not where the focus begins · `parts`: what stands between ·
     *   `content`: stands there instead of a question · `agree(dialog)`: yes was said; the dialog closes unless it gives
     *   false · `closed()`: it is gone, either way
     */
    constructor({ title, words: words2, go = null, isGrave = false, parts = [], content = null, agree = () => true, closed = () => {
    } }) {
      numbered += 1;
      const heading = element("h2", { id: `dialog-${numbered}` }, title);
      this.#heading = heading;
      const no = button(go ? words2.cancel : words2.close, "quiet", () => this.close());
      this.no = no;
      this.yes = go ? element("button", { type: "submit", class: isGrave ? "grave" : "main" }, go) : null;
      const form = element("form", { method: "dialog" }, heading, this.#text, ...parts, element("div", { class: "buttons" }, this.yes, no));
      this.form = form;
      const inside = content ? [heading, content, this.no] : [form];
      this.#dialog = element("dialog", { "aria-labelledby": heading.id, lang: words2.language, dir: words2.dir }, ...inside);
      const say = (happened) => {
        happened.preventDefault();
        if (this.yes && !this.yes.disabled && agree(this) !== false) this.close();
      };
      form.addEventListener("submit", say);
      form.addEventListener("keydown", (pressed) => isSubmitting(pressed) && say(pressed));
      this.#dialog.addEventListener("close", () => {
        this.#dialog.remove();
        closed();
      });
      this.isGrave = isGrave;
    }
    /** Show it; the focus begins at `first`, else where no harm is done. */
    open(first = this.isGrave || !this.yes ? this.no : this.yes) {
      document.body.append(this.#dialog);
      this.#dialog.showModal();
      first.focus();
      return this;
    }
    get isOpen() {
      return this.#dialog.open;
    }
    close() {
      if (this.#dialog.open) this.#dialog.close();
    }
    /** Say what is wrong, above everything else and wherever somebody is writing. */
    complain(text) {
      setText(this.#text, text);
    }
    /** Let yes be said no more: it has been, and `title` is what comes of it. */
    settle(words2, title) {
      if (this.#isBusy) return;
      this.#isBusy = true;
      setText(this.#heading, title);
      this.yes.hidden = true;
      this.yes.disabled = true;
      setText(this.no, words2.close);
      this.no.focus();
    }
  };
  function button(text, look, press) {
    const made = element("button", { type: "button", class: look }, text);
    made.addEventListener("click", press);
    return made;
  }
  function isSubmitting({ key, ctrlKey, metaKey, isComposing }) {
    return key === "Enter" && (ctrlKey || metaKey) && !isComposing;
  }

  // shared/languages.js
  function primary(language) {
    return String(language).toLowerCase().split("-", 1)[0];
  }

  // shared/direction.js
  var LETTERS = new RegExp("\\p{L}", "gu");
  var UNDIRECTED = /[\u02b9\u02ba\u02c6-\u02cf\u02ec\u0374\u208f\u2e2f\ua67f\ua717-\ua71f\ua788]/u;
  var RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
  function directionOf(text, usual) {
    const letters = (text.match(LETTERS) || []).filter((letter) => !UNDIRECTED.test(letter));
    const rtl = letters.filter((letter) => RTL.test(letter)).length;
    const own = usual === "rtl" ? rtl : letters.length - rtl;
    if (10 * own >= 3 * letters.length) return usual;
    return usual === "rtl" ? "ltr" : "rtl";
  }

  // composer/draft.js
  var PUNCTUATION = { fr: [", ", " : "], ja: ["、", "："], zh: ["，", "："] };
  for (const language of ["ar", "ckb", "fa", "ks", "ps", "sd", "ug", "ur"]) PUNCTUATION[language] = ["، ", ": "];
  var USUAL = [", ", ": "];
  var TEXTS = ["statement", "name", "role", "short", "section", "region", "slug", "link", "note"];
  var ONE_HOUR_MS = 36e5;
  var STAYS_H = [1, 3, 6, 12, 24, 72, 168];
  var MARGIN_MS = 12e4;
  function blankDraft(level) {
    const fields = { level, dir: "", kind: "", stays: "", expires: "", replaces: "", series: [] };
    for (const name of TEXTS) fields[name] = "";
    return fields;
  }
  function fieldsOf(entry, usual) {
    const { name, role = "", kind = "" } = entry.attribution;
    const fields = { ...blankDraft(entry.level), name, role, kind, expires: entry.expires || "", replaces: entry.replaces || "" };
    for (const text of ["statement", "short", "section", "region", "slug", "link"]) fields[text] = entry[text] || "";
    return { ...fields, dir: entry.dir && usual && directionOf(entry.statement, usual) !== entry.dir ? entry.dir : "" };
  }
  function fieldsIn(body) {
    return { ...fieldsOf(body), dir: body.dir || "", note: body.note || "" };
  }
  function missing(fields, act) {
    const needed = act === "corrections" ? ["statement", "name", "note"] : ["statement", "name"];
    return needed.filter((name) => fields[name].trim() === "");
  }
  function isBlank(fields) {
    return TEXTS.every((name) => fields[name].trim() === "") && fields.series.length === 0;
  }
  function bodyOf(fields, act, nowMs2) {
    const filled = (name) => fields[name].trim() || void 0;
    const stays = fields.stays === "" ? void 0 : new Date(nowMs2 + fields.stays * ONE_HOUR_MS - margin(fields.stays)).toISOString();
    const kept2 = fields.expires !== "" && Date.parse(fields.expires) > nowMs2 ? fields.expires : void 0;
    return {
      attribution: { name: filled("name"), role: filled("role"), kind: fields.kind || void 0 },
      statement: filled("statement"),
      level: fields.level,
      dir: fields.dir || void 0,
      short: filled("short"),
      section: filled("section"),
      region: filled("region"),
      slug: filled("slug"),
      link: filled("link"),
      expires: stays || kept2,
      replaces: fields.replaces || void 0,
      note: act === "corrections" ? filled("note") : void 0
    };
  }
  function margin(hours) {
    return Number(hours) === STAYS_H[STAYS_H.length - 1] ? MARGIN_MS : 0;
  }
  function previewOf(fields, feed, now) {
    const { attribution, statement = "", ...rest } = bodyOf(fields, "updates", Date.parse(now));
    return {
      ...rest,
      type: "update",
      feed: feed.slug,
      id: "draft",
      version: 1,
      order: 1,
      pubstatus: "usable",
      attribution: { ...attribution, name: attribution.name || "" },
      statement,
      headline: headlineOf({ ...attribution, name: attribution.name || "" }, statement, feed.language),
      language: feed.language,
      dir: fields.dir || directionOf(statement, feed.dir),
      first_created: now,
      version_created: now
    };
  }
  function headlineOf({ name, role }, statement, language) {
    const [comma, colon] = PUNCTUATION[primary(language)] || USUAL;
    return `${role ? `${name}${comma}${role}` : name}${colon}${statement}`;
  }
  function sourceIn(statement) {
    const found = /^\s*([^:：،,]{2,60})(?:[,،]\s*([^:：]{2,60}))?[:：]\s+(\S.+)$/su.exec(statement);
    return found && { name: found[1].trim(), role: (found[2] || "").trim(), statement: found[3] };
  }
  function onOneLine(text) {
    return text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " ");
  }

  // composer/words-ar.js
  var ARABIC = {
    language: "ar",
    dir: "rtl",
    called: "العربية",
    composer: "تحرير الأخبار",
    skip: "انتقل إلى الخبر",
    languageOf: "اللغة",
    signIn: {
      title: "سجّل الدخول لترسل",
      key: "مفتاحك",
      hint: "يبدأ بـ ⁦tk_⁩ ولا يُحفظ على هذا الجهاز.",
      go: "دخول",
      busy: "جارٍ الدخول…",
      wrong: "لا تعرف الخدمة هذا المفتاح: كُتب خطأ أو أُلغي.",
      surface: "هذا مفتاح شاشة: تُبلغ به الشاشات ولا تُرسل به الأخبار.",
      away: "لم تُجب الخدمة. تحقق من الشبكة ثم أعد المحاولة.",
      empty: "ألصق مفتاحك أو اكتبه.",
      again: "لم يعد مفتاحك صالحًا هنا (401): انتهت الجلسة أو أُلغي المفتاح. سجّل الدخول من جديد: لم يضع شيء."
    },
    signOut: {
      go: "خروج",
      title: "هل تخرج وهناك أخبار لم تُرسل؟",
      waiting: { zero: "لا أخبار تنتظر.", one: "خبر واحد لم يُرسل بعد.", two: "خبران لم يُرسلا بعد.", few: "{n} أخبار لم تُرسل بعد.", many: "{n} خبرًا لم يُرسل بعد.", other: "{n} خبر لم يُرسل بعد." },
      stay: "تبقى على هذا الجهاز وتُرسل حين تدخل بهذا المفتاح من جديد.",
      failed: "لم يتم الخروج: لم تُجب الخدمة."
    },
    roles: { correspondent: "مراسل", editor: "محرر", admin: "مدير" },
    edition: "الطبعة",
    noFeeds: "هذا المفتاح ليس لأي طبعة تُقدَّم هنا.",
    states: {
      live: "مباشر",
      connecting: "جارٍ الاتصال…",
      degraded: "الخدمة متعثرة: قد تتأخر الأخبار",
      stale: "بلا تحديث منذ {at}",
      refused: "لا توجد طبعة بهذا الاسم",
      offline: "لا شبكة: الأخبار تنتظر هنا"
    },
    notKept: "هذا المتصفح لا يحفظ شيئًا: ما لم يُرسل يضيع عند إغلاق الصفحة.",
    fileTo: "إرسال إلى {feed}",
    fields: {
      statement: "ماذا حدث",
      name: "من يقول ذلك",
      role: "الصفة",
      kind: "نوع المصدر",
      level: "الدرجة",
      short: "صيغة قصيرة للثلث السفلي والإشعارات",
      section: "القسم",
      region: "المنطقة",
      slug: "كلمة الموضوع",
      link: "الرابط",
      stays: "يُزال بعد",
      dir: "الاتجاه",
      note: "ما الذي صُحّح، ويقرؤه القراء",
      reason: "السبب، لغرفة الأخبار وحدها"
    },
    hints: {
      statement: "جملة واحدة، نص بلا تنسيق.",
      section: "حروف لاتينية صغيرة وأرقام وشرطات.",
      link: "يبدأ بـ ⁦https://⁩",
      note: "مثلًا: ورد في نسخة سابقة رقم غير صحيح."
    },
    optional: "اختياري",
    more: "المزيد: القسم وكلمة الموضوع والرابط ومدة البقاء",
    kinds: {
      none: "غير محدد",
      correspondent: "مراسل",
      official: "مسؤول",
      spokesperson: "متحدث",
      party: "طرف معني",
      agency: "وكالة",
      document: "وثيقة",
      unnamed: "غير مسمّى"
    },
    levels: { flash: "عاجل جدًا", alert: "تنبيه", urgent: "عاجل", routine: "عادي" },
    levelNotes: {
      flash: "يقطع شريط الأخبار والثلث السفلي فورًا. يُطلب التأكيد قبل إرساله.",
      alert: "التالي على شريط الأخبار والثلث السفلي. يُطلب التأكيد قبل إرساله.",
      urgent: "خبر عاجل: على شريط الأخبار والثلث السفلي.",
      routine: "في القائمة، ويدور مع غيره على الثلث السفلي."
    },
    stays: {
      usual: "كما في هذه الطبعة",
      kept: "كما هو: حتى {at}",
      hours: { zero: "{n} ساعة", one: "ساعة", two: "ساعتين", few: "{n} ساعات", many: "{n} ساعة", other: "{n} ساعة" },
      days: { zero: "{n} يوم", one: "يوم", two: "يومين", few: "{n} أيام", many: "{n} يومًا", other: "{n} يوم" }
    },
    templates: "قوالب",
    recent: "استُخدمت مؤخرًا",
    isSource: "اجعل «{name}» المصدر",
    isLevel: "اجعل الدرجة {level} واحذف «{said}» من النص",
    series: {
      title: { zero: "لا أخبار", one: "أُلصق خبر واحد", two: "أُلصق خبران", few: "أُلصقت {n} أخبار", many: "أُلصق {n} خبرًا", other: "أُلصق {n} خبر" },
      says: "يُرسل كل خبر على حدة، الأول فالأول، بالمصدر والدرجة اللذين تختارهما أدناه.",
      file: { zero: "لا أخبار", one: "أرسل خبرًا واحدًا", two: "أرسل خبرين", few: "أرسل {n} أخبار", many: "أرسل {n} خبرًا", other: "أرسل {n} خبر" },
      confirm: { zero: "هل تُرسل؟", one: "هل تُرسل وفيها خبر يقطع ما يُعرض؟", two: "هل تُرسل وفيها خبران يقطعان ما يُعرض؟", few: "هل تُرسل وفيها {n} أخبار تقطع ما يُعرض؟", many: "هل تُرسل وفيها {n} خبرًا يقطع ما يُعرض؟", other: "هل تُرسل وفيها {n} خبر يقطع ما يُعرض؟" },
      join: "اجعلها خبرًا واحدًا",
      leave: "استبعد"
    },
    replaces: "بديل عن خبر سُحب",
    otherWay: "هذا الخبر مكتوب بعكس اتجاه {feed}. هل هذه هي الطبعة الصحيحة؟",
    alike: "أُرسل ما يكاد يطابقه {ago}:",
    counter: "{n} من {limit}",
    grades: {
      fine: "",
      long: "أطول من المستحسن",
      over: "أطول مما تريده غرفة الأخبار",
      refused: "سترفضه الخدمة"
    },
    needed: "لا بد منه.",
    mend: "إصلاح",
    cleaned: "نُظّف: {what}.",
    dirs: { auto: "حسب حروفه", ltr: "من اليسار إلى اليمين", rtl: "من اليمين إلى اليسار" },
    /** The service tells a sentence for each of its rules. */
    rules: {
      other: "يخالف قاعدة: {rule}."
    },
    file: "إرسال",
    fileLater: { network: "إرسال عند عودة الشبكة", service: "إرسال حين تقبله الخدمة", key: "إرسال بعد تسجيل الدخول" },
    clear: "مسح",
    preview: "كيف سيبدو",
    onStrip: "على شريط الأخبار",
    onScreen: "على الثلث السفلي",
    screenPages: { zero: "لا صفحة على الثلث السفلي.", one: "يأخذ صفحة واحدة على الثلث السفلي.", two: "يأخذ صفحتين متتاليتين على الثلث السفلي، وتكفي الصيغة القصيرة صفحة واحدة.", few: "يأخذ {n} صفحات متتالية على الثلث السفلي، وتكفي الصيغة القصيرة صفحة واحدة.", many: "يأخذ {n} صفحة متتالية على الثلث السفلي، وتكفي الصيغة القصيرة صفحة واحدة.", other: "يأخذ {n} صفحة متتالية على الثلث السفلي، وتكفي الصيغة القصيرة صفحة واحدة." },
    confirmLevel: {
      title: "إرسال بدرجة {level}؟",
      go: "إرسال {level}",
      does: {
        flash: "يقطع ما يعرضه كل شريط أخبار لطبعة {feed} وكل ثلث سفلي يدور تلقائيًا، وتقرؤه برامج قراءة الشاشة فورًا. والسحب يزيله، لكن من رآه فقد رآه.",
        alert: "يأتي تاليًا على كل شريط أخبار لطبعة {feed} وعلى كل ثلث سفلي يدور تلقائيًا."
      }
    },
    cancel: "تراجع",
    close: "إغلاق",
    outbox: {
      title: "الصادر",
      empty: "لا شيء ينتظر. ما ترسله يُحفظ هنا حتى يظهر على الهواء.",
      queued: "في الانتظار",
      queuedKey: "في الانتظار: سجّل الدخول ليُرسل",
      sending: "جارٍ الإرسال…",
      filed: "أُرسل {at}",
      onAir: "على الهواء",
      released: "رُفع عنه الحجب",
      changed: "عُدّل بعد ذلك",
      held: "حجبته غرفة الأخبار مؤقتًا",
      killed: "سُحب",
      refused: "مرفوض",
      conflict: "تعارض",
      screens: "الشاشات: {n} من {of}",
      tries: { zero: "لم يُرسل بعد", one: "أُرسل مرة بلا جواب", two: "أُرسل مرتين بلا جواب", few: "أُرسل {n} مرات بلا جواب", many: "أُرسل {n} مرة بلا جواب", other: "أُرسل {n} مرة بلا جواب" },
      answered: { zero: "لم يُرسل بعد", one: "أُرسل مرة، وأجابت الخدمة {status}، ويُعاد إرساله", two: "أُرسل مرتين، وأجابت الخدمة {status}، ويُعاد إرساله", few: "أُرسل {n} مرات، وأجابت الخدمة {status}، ويُعاد إرساله", many: "أُرسل {n} مرة، وأجابت الخدمة {status}، ويُعاد إرساله", other: "أُرسل {n} مرة، وأجابت الخدمة {status}، ويُعاد إرساله" },
      noKey: "لم يعد المفتاح صالحًا ({status}): انتهت الجلسة أو أُلغي المفتاح. سجّل الدخول ليُرسل هذا الخبر.",
      edit: "تعديل",
      discard: "حذف",
      now: "حاول الآن",
      redo: "قارن الاثنين",
      others: { zero: "لا أخبار لمفاتيح أخرى.", one: "خبر لمفتاح آخر ينتظر على هذا الجهاز.", two: "خبران لمفاتيح أخرى ينتظران على هذا الجهاز.", few: "{n} أخبار لمفاتيح أخرى تنتظر على هذا الجهاز.", many: "{n} خبرًا لمفاتيح أخرى ينتظر على هذا الجهاز.", other: "{n} خبر لمفاتيح أخرى ينتظر على هذا الجهاز." },
      discardTitle: "هل يُحذف هذا الخبر؟",
      mayStand: "أُرسل ولم يأتِ جواب: ربما صار على الهواء. انظر في الطبعة أولًا.",
      overwrite: "سيحل محل ما تكتبه الآن.",
      stands: "المعتمد الآن هو النسخة {version}:",
      noWords: "أُزيل عن الهواء."
    },
    acts: {
      updates: "خبر جديد",
      corrections: "تصحيح",
      refiles: "إعادة إرسال",
      hold: "حجب مؤقت",
      release: "رفع الحجب",
      kill: "سحب نهائي"
    },
    doing: { corrections: "صحّح", refiles: "أعد الإرسال", hold: "احجب مؤقتًا", release: "ارفع الحجب", kill: "اسحب" },
    pending: { queued: "{act}: في الانتظار", sending: "{act}: جارٍ الإرسال…" },
    feed: {
      title: "في الطبعة",
      empty: "لا أخبار في هذه الطبعة.",
      loading: "جارٍ جلب الأخبار…",
      older: "أخبار أقدم",
      yours: "لك",
      version: "النسخة {n}",
      corrected: "صُحّح",
      held: "حُجب {at}. لا تعرضه أي شاشة.",
      killed: "سُحب {at}.",
      order: "رقم {n}",
      filed: "أُرسل {at}",
      screens: "الشاشات: {n} من {of}",
      substitute: "أرسل بديلًا"
    },
    surfaces: {
      none: "لم تُبلغ أي شاشة.",
      some: { zero: "لا شاشات تُبلغ", one: "شاشة واحدة تُبلغ", two: "شاشتان تُبلغان", few: "{n} شاشات تُبلغ", many: "{n} شاشة تُبلغ", other: "{n} شاشة تُبلغ" },
      silent: { zero: "لا صامتة", one: "واحدة صامتة", two: "اثنتان صامتتان", few: "{n} صامتة", many: "{n} صامتة", other: "{n} صامتة" },
      onAir: "على الهواء الآن",
      empty: "لا شيء على الهواء",
      behind: { zero: "غير متأخرة", one: "متأخرة بخبر واحد", two: "متأخرة بخبرين", few: "متأخرة بـ{n} أخبار", many: "متأخرة بـ{n} خبرًا", other: "متأخرة بـ{n} خبر" },
      since: "صامتة منذ {at}",
      remove: "إزالة",
      removeOne: "إزالة {name}",
      removeTitle: "هل تُزال الشاشة {name}؟",
      removeSays: "تخرج من هذه القائمة ولا ينتظرها أي سحب بعد الآن. وإن أبلغت من جديد عادت.",
      notRemoved: "لم تُزل: لم تُجب الخدمة."
    },
    receipt: {
      clear: { other: "{kind}: أزالته {clear} من {n}" },
      clearAfter: { other: "{kind}: أزالته {clear} من {n} بعد {s} ث" },
      lowerThirds: { other: "شاشات الثلث السفلي" },
      surfaces: { other: "الشاشات" },
      waiting: "لم تُزله بعد: {names}",
      silent: { zero: "لا صامتة", one: "واحدة صامتة", two: "اثنتان صامتتان", few: "{n} صامتة", many: "{n} صامتة", other: "{n} صامتة" },
      silentSince: { zero: "لا صامتة", one: "واحدة صامتة منذ {at}", two: "اثنتان صامتتان منذ {at}", few: "{n} صامتة منذ {at}", many: "{n} صامتة منذ {at}", other: "{n} صامتة منذ {at}" },
      none: "لم تُبلغ أي شاشة",
      and: "؛ ",
      title: "إفادة الشاشات",
      fetching: "في انتظار الشاشات…"
    },
    correct: {
      title: "تصحيح هذا الخبر",
      says: "الخبر كله من جديد، مع بيان ما كان خطأ للقراء.",
      go: "أرسل التصحيح"
    },
    refile: { title: "إعادة إرسال هذا الخبر", says: "لخطأ مطبعي لا يغيّر المعنى. أما الخطأ في المعلومة فله التصحيح.", go: "أعد الإرسال" },
    hold: { title: "هل يُحجب هذا الخبر مؤقتًا؟", says: "يُزال عن كل شاشة إلى أن يُرفع الحجب أو يُصحّح الخبر أو يُسحب.", go: "احجب مؤقتًا" },
    release: { title: "هل يُرفع الحجب عن هذا الخبر؟", says: "يعود بكلماته إلى مكانه.", go: "ارفع الحجب" },
    kill: {
      title: "هل يُسحب هذا الخبر؟",
      says: "لا رجعة في ذلك. تختفي هذه الكلمات من:",
      readers: "كل شريط أخبار وكل قارئ لطبعة {feed} فورًا",
      history: "السجل وكل نسخة لاحقة منه",
      airing: "{name}، وهو على الهواء فيها الآن",
      delayed: "{name} متأخرة {s} ث: ما وقع ضمنها لا يُبث عليها.",
      notAiring: { zero: "ولا شاشة أخرى.", one: "شاشة أخرى لا تعرضه.", two: "شاشتان أخريان لا تعرضانه.", few: "{n} شاشات أخرى لا تعرضه.", many: "{n} شاشة أخرى لا تعرضه.", other: "{n} شاشة أخرى لا تعرضه." },
      silent: "{name} صامتة منذ {at}: انظر إليها أو اتصل.",
      silentAiring: "{name} كانت تعرضه حين أبلغت آخر مرة {at}: انظر إليها أو اتصل.",
      noScreens: "لم تُبلغ أي شاشة للثلث السفلي.",
      unseen: "لا يُعرف بعد ما تعرضه الشاشات.",
      conflict: "أُرسلت في الأثناء النسخة {version}، وهي التي تُسحب الآن.",
      go: "اسحب نهائيًا",
      working: "جارٍ السحب…",
      done: "سُحب {at}."
    },
    heldWords: "كلماته ليست على الهواء.",
    conflictNow: "أُرسلت في الأثناء النسخة {version}. خبرك أدناه ولم يضع.",
    help: {
      title: "لوحة المفاتيح",
      keys: [
        ["Ctrl + Enter", "إرسال، أو تأكيد ما سُئل عنه"],
        ["F6, Shift + F6", "إلى الخبر، ثم الصادر، ثم الطبعة"],
        ["↑ ↓, Page Up, Page Down", "من خبر إلى خبر حين يكون أحدها محددًا"],
        ["C R H L", "تصحيح الخبر المحدد أو إعادة إرساله أو حجبه أو رفع الحجب عنه"],
        ["Delete", "سحب الخبر المحدد: يُسأل أولًا"],
        ["Esc", "إغلاق ما هو مفتوح"]
      ],
      go: "لوحة المفاتيح"
    },
    told: {
      filed: "أُرسل {at}",
      aired: "على الهواء",
      refused: "مرفوض: {why}",
      conflict: "تعارض: المعتمد نسخة أخرى",
      queued: "لا شبكة: في الانتظار"
    },
    problems: {
      "not-your-update": "أرسله مفتاح آخر.",
      forbidden: "لا يحق لمفتاحك ذلك.",
      "not-allowed-in-state": "لا تسمح حاله بذلك: حُجب أو رُفع عنه الحجب أو سُحب في الأثناء.",
      "stale-version": "تصرّف أحدهم في الأثناء.",
      "no-such-update": "لا خبر كهذا.",
      "no-such-feed": "لا طبعة كهذه.",
      "invalid-draft": "رفضت الخدمة الكلمات.",
      "too-large": "أكبر مما يُقبل.",
      "foreign-origin": "لا تقبل الخدمة ذلك من هذا العنوان.",
      other: "رفضته الخدمة ({status})."
    }
  };

  // composer/words-en.js
  var ENGLISH = {
    language: "en",
    dir: "ltr",
    called: "English",
    composer: "Composer",
    skip: "Skip to the line",
    languageOf: "Language",
    signIn: {
      title: "Sign in to file",
      key: "Your key",
      hint: "It begins with tk_ and is kept nowhere on this device.",
      go: "Sign in",
      busy: "Signing in…",
      wrong: "The service does not know this key: it is mistyped, or it was revoked.",
      surface: "This is the key of a screen. Screens report, people file.",
      away: "The service did not answer. Check the network and try again.",
      empty: "Paste or type your key.",
      again: "Your key no longer counts here (401): the session has ended, or the key was revoked. Sign in again: nothing is lost."
    },
    signOut: {
      go: "Sign out",
      title: "Sign out with lines that are not filed?",
      waiting: { one: "{n} line is not filed yet.", other: "{n} lines are not filed yet." },
      stay: "They stay on this device and are filed when this key signs in again.",
      failed: "Not signed out: the service did not answer."
    },
    roles: { correspondent: "Correspondent", editor: "Editor", admin: "Admin" },
    edition: "Edition",
    noFeeds: "This key is for no edition that is served here.",
    states: {
      live: "Live",
      connecting: "Connecting…",
      degraded: "Degraded: may be late",
      stale: "Stale since {at}",
      refused: "No such edition",
      offline: "No network: lines wait here"
    },
    notKept: "This browser keeps nothing: a line that is not filed is lost when the page closes.",
    fileTo: "File to {feed}",
    fields: {
      statement: "What happened",
      name: "Who says it",
      role: "Role",
      kind: "Kind of source",
      level: "Level",
      short: "Short version for lower third and push",
      section: "Section",
      region: "Region",
      slug: "Slug",
      link: "Link",
      stays: "Comes down after",
      dir: "Direction",
      note: "What is corrected, for readers",
      reason: "Reason, for the desk alone"
    },
    hints: {
      statement: "One sentence, plain text.",
      section: "Small letters, digits and hyphens.",
      link: "Begins with https://",
      note: "For example: an earlier version gave a wrong number."
    },
    optional: "optional",
    more: "More: section, slug, link, how long it stays",
    kinds: {
      none: "Not said",
      correspondent: "Correspondent",
      official: "Official",
      spokesperson: "Spokesperson",
      party: "Party to it",
      agency: "Agency",
      document: "Document",
      unnamed: "Not named"
    },
    levels: { flash: "Flash", alert: "Alert", urgent: "Urgent", routine: "Routine" },
    levelNotes: {
      flash: "Interrupts strip and lower third at once. You are asked before it is filed.",
      alert: "Next on strip and lower third. You are asked before it is filed.",
      urgent: "Breaking news: on strip and lower third.",
      routine: "In the list, and on the lower third in its turn."
    },
    stays: {
      usual: "as this edition has it",
      kept: "as it stands: until {at}",
      hours: { one: "{n} hour", other: "{n} hours" },
      days: { one: "{n} day", other: "{n} days" }
    },
    templates: "Templates",
    recent: "Used lately",
    isSource: "Make “{name}” the source",
    isLevel: "Make it {level} and take “{said}” out of the words",
    series: {
      title: { one: "{n} line was pasted", other: "{n} lines were pasted" },
      says: "Each is filed by itself, the first one first, with the source and the level that you choose below.",
      file: { one: "File {n} line", other: "File {n} lines" },
      confirm: { one: "File them with {n} that interrupts?", other: "File them with {n} that interrupt?" },
      join: "Make them one line",
      leave: "Leave out"
    },
    replaces: "A substitute for an update that was killed",
    otherWay: "This line is written the other way round than {feed}. Is it the right edition?",
    alike: "Nearly the same was filed {ago}:",
    counter: "{n} of {limit}",
    grades: {
      fine: "",
      long: "longer than recommended",
      over: "longer than the desk wants",
      refused: "the service will refuse it"
    },
    needed: "Needed.",
    mend: "Mend",
    cleaned: "Cleaned: {what}.",
    dirs: { auto: "As its letters have it", ltr: "Left to right", rtl: "Right to left" },
    /** The service tells a sentence for each of its rules. */
    rules: {
      other: "Breaks a rule: {rule}."
    },
    file: "File",
    fileLater: { network: "File when there is a network", service: "File when the service takes it", key: "File after signing in" },
    clear: "Clear",
    preview: "How it will look",
    onStrip: "On the strip",
    onScreen: "On the lower third",
    screenPages: { one: "Takes {n} page on the lower third.", other: "Takes {n} pages on the lower third, one after the other. A short version takes one." },
    confirmLevel: {
      title: "File as {level}?",
      go: "File {level}",
      does: {
        flash: "It interrupts what every strip of {feed} shows, and every lower third that goes round by itself. Screen readers say it at once. A kill takes it off again, but whoever saw it has seen it.",
        alert: "It comes next on every strip of {feed} and on every lower third that goes round by itself."
      }
    },
    cancel: "Cancel",
    close: "Close",
    outbox: {
      title: "Outbox",
      empty: "Nothing waits. What you file is kept here until it is on air.",
      queued: "Queued",
      queuedKey: "Queued: sign in to send",
      sending: "Sending…",
      filed: "Filed {at}",
      onAir: "On air",
      released: "Released",
      changed: "Changed since",
      held: "Held by the desk",
      killed: "Killed",
      refused: "Refused",
      conflict: "Conflict",
      screens: "on {n} of {of} screens",
      tries: { one: "sent {n} time, no answer", other: "sent {n} times, no answer" },
      answered: { one: "sent {n} time; the service answered {status} and is asked again", other: "sent {n} times; the service answered {status} and is asked again" },
      noKey: "The key no longer counts ({status}): the session has ended, or the key was revoked. Sign in to send this line.",
      edit: "Edit",
      discard: "Discard",
      now: "Try now",
      redo: "Look at both",
      others: {
        one: "{n} line of another key waits on this device.",
        other: "{n} lines of other keys wait on this device."
      },
      discardTitle: "Discard this line?",
      mayStand: "It was sent, and no answer came: it may be on air already. Look at the feed first.",
      overwrite: "What you are writing now is replaced.",
      stands: "Version {version} stands now:",
      noWords: "It is off the air."
    },
    acts: {
      updates: "New line",
      corrections: "Correction",
      refiles: "Refile",
      hold: "Hold",
      release: "Release",
      kill: "Kill"
    },
    doing: { corrections: "Correct", refiles: "Refile", hold: "Hold", release: "Release", kill: "Kill" },
    pending: { queued: "{act}: queued", sending: "{act}: sending…" },
    feed: {
      title: "On the feed",
      empty: "Nothing stands in this edition.",
      loading: "Fetching what stands…",
      older: "Older updates",
      yours: "yours",
      version: "version {n}",
      corrected: "Corrected",
      held: "Held {at}. No surface shows it.",
      killed: "Killed {at}.",
      order: "no. {n}",
      filed: "filed {at}",
      screens: "on {n} of {of} screens",
      substitute: "File a substitute"
    },
    surfaces: {
      none: "No screen has reported.",
      some: { one: "{n} screen reports", other: "{n} screens report" },
      silent: { one: "{n} silent", other: "{n} silent" },
      onAir: "on air now",
      empty: "nothing on air",
      behind: { one: "{n} entry behind", other: "{n} entries behind" },
      since: "silent since {at}",
      remove: "Remove",
      removeOne: "Remove {name}",
      removeTitle: "Remove the screen {name}?",
      removeSays: "It leaves this list, and no kill waits for it any more. Once it reports again, it is back.",
      notRemoved: "Not removed: the service did not answer."
    },
    receipt: {
      clear: { one: "{clear} of {n} {kind} clear", other: "{clear} of {n} {kind} clear" },
      clearAfter: { one: "{clear} of {n} {kind} clear after {s} s", other: "{clear} of {n} {kind} clear after {s} s" },
      lowerThirds: { one: "lower third", other: "lower thirds" },
      surfaces: { one: "surface", other: "surfaces" },
      waiting: "still waiting for {names}",
      silent: { one: "{n} silent", other: "{n} silent" },
      silentSince: { one: "{n} silent since {at}", other: "{n} silent since {at}" },
      none: "No surface reported",
      and: "; ",
      title: "Receipt",
      fetching: "Waiting for the surfaces…"
    },
    correct: {
      title: "Correct this update",
      says: "The whole line again, and for readers what was wrong.",
      go: "File the correction"
    },
    refile: { title: "Refile this update", says: "Mends a typo without fuss. For what was wrong, correct it.", go: "Refile" },
    hold: { title: "Hold this update?", says: "It leaves every screen until it is released, corrected or killed.", go: "Hold" },
    release: { title: "Release this update?", says: "It stands again, in its old place, with its words.", go: "Release" },
    kill: {
      title: "Kill this update?",
      says: "This cannot be undone. These words vanish from:",
      readers: "every strip and reader of {feed}, at once",
      history: "the history and every later snapshot",
      airing: "{name}, which has it on air now",
      delayed: "{name} is {s} s behind: what falls within them never airs there.",
      notAiring: { one: "{n} more screen does not show it.", other: "{n} more screens do not show it." },
      silent: "{name} has been silent since {at}: look at it or call.",
      silentAiring: "{name} had it on air when it was last heard, at {at}: look at it or call.",
      noScreens: "No lower third has reported.",
      unseen: "What screens show is not known yet.",
      conflict: "Meanwhile version {version} was filed. It is what is killed now.",
      go: "Kill for ever",
      working: "Killing…",
      done: "Killed {at}."
    },
    heldWords: "Its words are off the air.",
    conflictNow: "Meanwhile version {version} was filed. Yours is below, and is not lost.",
    help: {
      title: "Keyboard",
      keys: [
        ["Ctrl + Enter", "file, or confirm what is asked"],
        ["F6, Shift + F6", "to the line, the outbox, the feed"],
        ["↑ ↓, Page Up, Page Down", "from update to update, when one is selected"],
        ["C R H L", "correct, refile, hold, release the selected update"],
        ["Delete", "kill the selected update: asks first"],
        ["Esc", "close what is open"]
      ],
      go: "Keyboard"
    },
    told: {
      filed: "Filed {at}",
      aired: "On air",
      refused: "Refused: {why}",
      conflict: "Conflict: another version stands",
      queued: "No network: queued"
    },
    problems: {
      "not-your-update": "Another key filed it.",
      forbidden: "Your key may not do this.",
      "not-allowed-in-state": "Its state does not allow this: it was held, released or killed meanwhile.",
      "stale-version": "Somebody acted meanwhile.",
      "no-such-update": "There is no such update.",
      "no-such-feed": "There is no such edition.",
      "invalid-draft": "The service refused the words.",
      "too-large": "It is too large.",
      "foreign-origin": "The service does not take this from this address.",
      other: "The service refused it ({status})."
    }
  };

  // composer/words-es.js
  var SPANISH = {
    language: "es",
    dir: "ltr",
    called: "Español",
    composer: "Redacción",
    skip: "Ir a la noticia",
    languageOf: "Idioma",
    signIn: {
      title: "Entrar para enviar",
      key: "Su clave",
      hint: "Empieza por tk_ y no se guarda en este dispositivo.",
      go: "Entrar",
      busy: "Entrando…",
      wrong: "El servicio no conoce esta clave: está mal escrita o se revocó.",
      surface: "Es la clave de una pantalla. Las pantallas informan; las personas envían.",
      away: "El servicio no respondió. Compruebe la red y vuelva a intentarlo.",
      empty: "Pegue o escriba su clave.",
      again: "Su clave ya no vale aquí (401): la sesión terminó o la clave se revocó. Entre de nuevo: no se ha perdido nada."
    },
    signOut: {
      go: "Salir",
      title: "¿Salir con noticias sin enviar?",
      waiting: { one: "Queda {n} noticia sin enviar.", other: "Quedan {n} noticias sin enviar." },
      stay: "Quedan en este dispositivo y se envían cuando esta clave vuelva a entrar.",
      failed: "No se pudo salir: el servicio no respondió."
    },
    roles: { correspondent: "Corresponsal", editor: "Editor", admin: "Administrador" },
    edition: "Edición",
    noFeeds: "Esta clave no es de ninguna edición que se sirva aquí.",
    states: {
      live: "En directo",
      connecting: "Conectando…",
      degraded: "Con fallos: puede haber retraso",
      stale: "Sin actualizar desde las {at}",
      refused: "No existe esta edición",
      offline: "Sin red: las noticias esperan aquí"
    },
    notKept: "Este navegador no guarda nada: lo que no se haya enviado se pierde al cerrar la página.",
    fileTo: "Enviar a {feed}",
    fields: {
      statement: "Qué ha pasado",
      name: "Quién lo dice",
      role: "Cargo",
      kind: "Tipo de fuente",
      level: "Nivel",
      short: "Versión corta para rótulo y avisos",
      section: "Sección",
      region: "Región",
      slug: "Clave del tema",
      link: "Enlace",
      stays: "Se retira tras",
      dir: "Dirección",
      note: "Qué se corrige, para los lectores",
      reason: "Motivo, solo para la redacción"
    },
    hints: {
      statement: "Una frase, texto sin formato.",
      section: "Minúsculas sin tilde, cifras y guiones.",
      link: "Empieza por https://",
      note: "Por ejemplo: una versión anterior daba una cifra equivocada."
    },
    optional: "opcional",
    more: "Más: sección, tema, enlace, cuánto permanece",
    kinds: {
      none: "Sin indicar",
      correspondent: "Corresponsal",
      official: "Autoridad",
      spokesperson: "Portavoz",
      party: "Parte implicada",
      agency: "Agencia",
      document: "Documento",
      unnamed: "Sin identificar"
    },
    levels: { flash: "Flash", alert: "Alerta", urgent: "Urgente", routine: "Normal" },
    levelNotes: {
      flash: "Interrumpe de inmediato cinta y rótulo. Se pregunta antes de enviar.",
      alert: "Lo siguiente en cinta y rótulo. Se pregunta antes de enviar.",
      urgent: "Última hora: en cinta y rótulo.",
      routine: "En la lista y en la rueda del rótulo."
    },
    stays: {
      usual: "lo habitual en esta edición",
      kept: "como está: hasta las {at}",
      hours: { one: "{n} hora", other: "{n} horas" },
      days: { one: "{n} día", other: "{n} días" }
    },
    templates: "Plantillas",
    recent: "Usadas hace poco",
    isSource: "Poner «{name}» como fuente",
    isLevel: "Poner nivel {level} y quitar «{said}» del texto",
    series: {
      title: { one: "Se pegó {n} noticia", other: "Se pegaron {n} noticias" },
      says: "Cada una se envía por separado, la primera antes, con la fuente y el nivel que elija abajo.",
      file: { one: "Enviar {n} noticia", other: "Enviar {n} noticias" },
      confirm: { one: "¿Enviarlas con {n} que interrumpe?", other: "¿Enviarlas con {n} que interrumpen?" },
      join: "Hacer de ellas una sola",
      leave: "Quitar"
    },
    replaces: "Sustituye a una noticia anulada",
    otherWay: "Esta noticia se escribe en el sentido contrario al de {feed}. ¿Es la edición correcta?",
    alike: "Se envió casi lo mismo {ago}:",
    counter: "{n} de {limit}",
    grades: {
      fine: "",
      long: "más larga de lo recomendado",
      over: "más larga de lo que quiere la redacción",
      refused: "el servicio la rechazará"
    },
    needed: "Hace falta.",
    mend: "Arreglar",
    cleaned: "Se ha limpiado: {what}.",
    dirs: { auto: "Según sus letras", ltr: "De izquierda a derecha", rtl: "De derecha a izquierda" },
    /** The service tells a sentence for each of its rules. */
    rules: {
      other: "Incumple una regla: {rule}."
    },
    file: "Enviar",
    fileLater: { network: "Enviar cuando haya red", service: "Enviar cuando el servicio la acepte", key: "Enviar tras entrar de nuevo" },
    clear: "Vaciar",
    preview: "Cómo se verá",
    onStrip: "En la cinta",
    onScreen: "En el rótulo",
    screenPages: {
      one: "Ocupa {n} página en el rótulo.",
      other: "Ocupa {n} páginas en el rótulo, una tras otra. Una versión corta ocupa una."
    },
    confirmLevel: {
      title: "¿Enviar como {level}?",
      go: "Enviar como {level}",
      does: {
        flash: "Interrumpe lo que muestran todas las cintas de {feed} y todos los rótulos que rotan solos. Los lectores de pantalla la leen de inmediato. Una anulación la retira, pero no hace que no se haya visto.",
        alert: "Es lo siguiente en todas las cintas de {feed} y en todos los rótulos que rotan solos."
      }
    },
    cancel: "Cancelar",
    close: "Cerrar",
    outbox: {
      title: "Bandeja de salida",
      empty: "No espera nada. Lo que envíe se guarda aquí hasta que esté en emisión.",
      queued: "En cola",
      queuedKey: "En cola: entre para enviarla",
      sending: "Enviando…",
      filed: "Enviada a las {at}",
      onAir: "En emisión",
      released: "Liberada",
      changed: "Cambiada después",
      held: "Retenida por la redacción",
      killed: "Anulada",
      refused: "Rechazada",
      conflict: "Conflicto",
      screens: "en {n} de {of} pantallas",
      tries: { one: "se envió {n} vez, sin respuesta", other: "se envió {n} veces, sin respuesta" },
      answered: { one: "se envió {n} vez; el servicio respondió {status} y se vuelve a intentar", other: "se envió {n} veces; el servicio respondió {status} y se vuelve a intentar" },
      noKey: "La clave ya no vale ({status}): la sesión terminó o la clave se revocó. Entre para enviar esta noticia.",
      edit: "Editar",
      discard: "Descartar",
      now: "Probar ahora",
      redo: "Ver ambas",
      others: {
        one: "Espera en este dispositivo {n} noticia de otra clave.",
        other: "Esperan en este dispositivo {n} noticias de otras claves."
      },
      discardTitle: "¿Descartar esta noticia?",
      mayStand: "Se envió y no llegó respuesta: puede que ya esté en emisión. Mire antes la edición.",
      overwrite: "Sustituye a lo que está escribiendo.",
      stands: "Ahora rige la versión {version}:",
      noWords: "Está fuera de emisión."
    },
    acts: {
      updates: "Noticia nueva",
      corrections: "Corrección",
      refiles: "Reemisión",
      hold: "Retención",
      release: "Liberación",
      kill: "Anulación"
    },
    doing: { corrections: "Corregir", refiles: "Reemitir", hold: "Retener", release: "Liberar", kill: "Anular" },
    pending: { queued: "{act}: en cola", sending: "{act}: enviando…" },
    feed: {
      title: "En la edición",
      empty: "No hay noticias en esta edición.",
      loading: "Cargando las noticias…",
      older: "Noticias anteriores",
      yours: "suya",
      version: "versión {n}",
      corrected: "Corregida",
      held: "Retenida a las {at}. No la muestra ninguna pantalla.",
      killed: "Anulada a las {at}.",
      order: "n.º {n}",
      filed: "enviada a las {at}",
      screens: "en {n} de {of} pantallas",
      substitute: "Enviar una sustituta"
    },
    surfaces: {
      none: "No ha informado ninguna pantalla.",
      some: { one: "informa {n} pantalla", other: "informan {n} pantallas" },
      silent: { one: "{n} en silencio", other: "{n} en silencio" },
      onAir: "ahora en emisión",
      empty: "nada en emisión",
      behind: { one: "{n} entrada por detrás", other: "{n} entradas por detrás" },
      since: "en silencio desde las {at}",
      remove: "Quitar",
      removeOne: "Quitar {name}",
      removeTitle: "¿Quitar la pantalla {name}?",
      removeSays: "Sale de esta lista y ninguna anulación la espera ya. Si vuelve a informar, aparece de nuevo.",
      notRemoved: "No se ha quitado: el servicio no respondió."
    },
    receipt: {
      clear: { other: "{kind}: la quitaron {clear} de {n}" },
      clearAfter: { other: "{kind}: la quitaron {clear} de {n} en {s} s" },
      lowerThirds: { other: "rótulos" },
      surfaces: { other: "pantallas" },
      waiting: "aún se espera a {names}",
      silent: { one: "{n} en silencio", other: "{n} en silencio" },
      silentSince: { one: "{n} en silencio desde las {at}", other: "{n} en silencio desde las {at}" },
      none: "No informó ninguna pantalla",
      and: "; ",
      title: "Acuse",
      fetching: "Esperando a las pantallas…"
    },
    correct: {
      title: "Corregir esta noticia",
      says: "La noticia entera otra vez y, para los lectores, qué estaba mal.",
      go: "Enviar la corrección"
    },
    refile: { title: "Reemitir esta noticia", says: "Arregla una errata sin más. Si algo estaba mal, corríjala.", go: "Reemitir" },
    hold: { title: "¿Retener esta noticia?", says: "Sale de todas las pantallas hasta que se libere, se corrija o se anule.", go: "Retener" },
    release: { title: "¿Liberar esta noticia?", says: "Vuelve a regir, en su sitio de antes y con sus palabras.", go: "Liberar" },
    kill: {
      title: "¿Anular esta noticia?",
      says: "No se puede deshacer. Estas palabras desaparecen de:",
      readers: "todas las cintas y lectores de {feed}, de inmediato",
      history: "el historial y toda copia posterior",
      airing: "{name}, que la tiene ahora en emisión",
      delayed: "{name} va {s} s por detrás: lo que caiga dentro no sale nunca allí.",
      notAiring: { one: "{n} pantalla más no la muestra.", other: "{n} pantallas más no la muestran." },
      silent: "{name} está en silencio desde las {at}: mírela o llame.",
      silentAiring: "{name} la tenía en emisión cuando informó por última vez, a las {at}: mírela o llame.",
      noScreens: "No ha informado ningún rótulo.",
      unseen: "Aún no se sabe qué muestran las pantallas.",
      conflict: "Entretanto se envió la versión {version}. Es la que se anula ahora.",
      go: "Anular para siempre",
      working: "Anulando…",
      done: "Anulada a las {at}."
    },
    heldWords: "Sus palabras están fuera de emisión.",
    conflictNow: "Entretanto se envió la versión {version}. La suya está debajo y no se ha perdido.",
    help: {
      title: "Teclado",
      keys: [
        ["Ctrl + Enter", "enviar, o confirmar lo que se pregunta"],
        ["F6, Shift + F6", "a la noticia, a la bandeja de salida, a la edición"],
        ["↑ ↓, Page Up, Page Down", "de noticia en noticia, cuando hay una seleccionada"],
        ["C R H L", "corregir, reemitir, retener o liberar la noticia seleccionada"],
        ["Delete", "anular la noticia seleccionada: pregunta antes"],
        ["Esc", "cerrar lo que esté abierto"]
      ],
      go: "Teclado"
    },
    told: {
      filed: "Enviada a las {at}",
      aired: "En emisión",
      refused: "Rechazada: {why}",
      conflict: "Conflicto: rige otra versión",
      queued: "Sin red: en cola"
    },
    problems: {
      "not-your-update": "La envió otra clave.",
      forbidden: "Su clave no puede hacerlo.",
      "not-allowed-in-state": "Su estado no lo permite: entretanto se retuvo, se liberó o se anuló.",
      "stale-version": "Entretanto actuó otra persona.",
      "no-such-update": "No existe esa noticia.",
      "no-such-feed": "No existe esa edición.",
      "invalid-draft": "El servicio rechazó las palabras.",
      "too-large": "Es demasiado grande.",
      "foreign-origin": "El servicio no lo acepta desde esta dirección.",
      other: "El servicio la rechazó ({status})."
    }
  };

  // composer/words.js
  var TABLES = { en: ENGLISH, ar: ARABIC, es: SPANISH };
  var LANGUAGES = Object.values(TABLES).map(({ language, called }) => ({ language, called }));
  function wordsFor(...languages) {
    const known2 = languages.map(primary).find((language) => Object.hasOwn(TABLES, language));
    return TABLES[known2 || "en"];
  }
  function count(words2, forms, n, values = {}) {
    const form = forms[new Intl.PluralRules(words2.language).select(n)] || forms.other;
    return fill(form, { n: number(words2, n, 0), ...values });
  }
  function number(words2, n, digits) {
    const style = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(words2.language, style).format(n);
  }
  function toTheSecond({ language }, atMs) {
    const style = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    return new Intl.DateTimeFormat(language, style).format(atMs);
  }

  // composer/choices.js
  var LEVELS_OFFERED = ["flash", "alert", "urgent", "routine"];
  var DAY_H = 24;
  function levelRadios({ prefix, words: words2, changed }) {
    const note = element("p", { class: "levelNote", id: `${prefix}-level-note` });
    const radios = LEVELS_OFFERED.map((level) => {
      const radio = element("input", { type: "radio", name: `${prefix}-level`, value: level, "aria-describedby": note.id });
      radio.addEventListener("change", () => {
        setText(note, words2.levelNotes[level]);
        changed();
      });
      return { level, radio, label: element("label", { class: `level ${level}` }, radio, element("span", {}, words2.levels[level])) };
    });
    const row = element("div", { class: "levels" }, ...radios.map(({ label }) => label));
    const made = element("fieldset", { class: "field levelField" }, element("legend", {}, words2.fields.level), row, note);
    return { element: made, radios, note, input: radios[2].radio };
  }
  function kindChoices(words2, kinds) {
    return [["", words2.kinds.none], ...kinds.map((kind) => [kind, words2.kinds[kind] || kind])];
  }
  function stayChoices(words2, expires) {
    const { stays } = words2;
    const atMs = Date.parse(expires);
    const usual = Number.isNaN(atMs) ? stays.usual : fill(stays.kept, { at: clock(words2, atMs) });
    const said = (hours) => hours < DAY_H ? count(words2, stays.hours, hours) : count(words2, stays.days, hours / DAY_H);
    return [["", usual], ...STAYS_H.map((hours) => [hours, said(hours)])];
  }
  function dirChoices({ dirs }) {
    return [["", dirs.auto], ["ltr", dirs.ltr], ["rtl", dirs.rtl]];
  }

  // shared/graphemes.js
  var EXTENDING = /[\p{M}\u200c\u200d]/u;
  var segmenter = null;
  function graphemesIn(text) {
    if (typeof Intl.Segmenter !== "function") return joinedSigns(text);
    segmenter = segmenter || new Intl.Segmenter(void 0, { granularity: "grapheme" });
    return Array.from(segmenter.segment(text), ({ segment }) => segment);
  }
  function joinedSigns(text) {
    const found = [];
    for (const sign of text) {
      if (found.length > 0 && EXTENDING.test(sign)) found[found.length - 1] += sign;
      else found.push(sign);
    }
    return found;
  }

  // composer/limits.js
  var MEASURED_MAX = 2e4;
  function graphemes(text) {
    return graphemesIn(text.slice(0, MEASURED_MAX).normalize("NFC").trim()).length;
  }
  function judge(text, { recommended, editorial, hard }) {
    const count2 = graphemes(text);
    if (count2 <= recommended) return { count: count2, limit: recommended, grade: "fine" };
    if (count2 <= editorial) return { count: count2, limit: editorial, grade: "long" };
    return { count: count2, limit: hard, grade: count2 <= hard ? "over" : "refused" };
  }
  var UNTOLD = {
    fields: {
      "attribution.name": { recommended: 40, editorial: 60, hard: 80, required: true },
      "attribution.role": { recommended: 30, editorial: 50, hard: 80, required: false },
      statement: { recommended: 140, editorial: 210, hard: 280, required: true },
      short: { recommended: 50, editorial: 53, hard: 55, required: false },
      section: { recommended: 16, editorial: 24, hard: 32, required: false },
      region: { recommended: 16, editorial: 24, hard: 32, required: false },
      slug: { recommended: 18, editorial: 21, hard: 24, required: false },
      link: { recommended: 200, editorial: 500, hard: 2e3, required: false },
      note: { recommended: 140, editorial: 210, hard: 280, required: true },
      reason: { recommended: 100, editorial: 200, hard: 280, required: false }
    },
    levels: [
      { level: "flash", confirm: true },
      { level: "alert", confirm: true },
      { level: "urgent", default: true, confirm: false },
      { level: "routine", confirm: false }
    ],
    source_kinds: ["correspondent", "official", "spokesperson", "party", "agency", "document", "unnamed"],
    expires: { max_days: 7 }
  };

  // composer/faults.js
  var PATHS = { name: "attribution.name", role: "attribution.role", kind: "attribution.kind", stays: "expires" };
  function pathOf(name) {
    return PATHS[name] || name;
  }
  function isEmpty(value) {
    return value.trim() === "";
  }
  function ruleText({ rule, limit }, words2) {
    return fill(words2.rules[rule] || words2.rules.other, { rule, limit });
  }
  function faultOf(error, { name, refused: refused2, words: words2, texts }) {
    const breaks = (value) => texts.broken(pathOf(name), value).some(({ rule }) => rule === error.rule);
    const isLong = (value) => graphemes(value) > error.limit;
    const known2 = { "max-graphemes": isLong, required: isEmpty, "min-graphemes": isEmpty }[error.rule];
    const isAsItWas = (value) => value === refused2;
    return { name, text: ruleText(error, words2), holds: known2 || (breaks(refused2) ? breaks : isAsItWas) };
  }

  // composer/pasted.js
  var SAID = {
    flash: ["flash", "فلاش", "عاجل جدا", "عاجل جدًا"],
    alert: ["alert", "breaking news", "breaking", "alerta", "última hora", "ultima hora", "تنبيه", "خبر عاجل"],
    urgent: ["urgente", "urgent", "عاجل"]
  };
  var LEVEL_OF = new Map(Object.entries(SAID).flatMap(([level, texts]) => texts.map((text) => [text, level])));
  var ANY = [...LEVEL_OF.keys()].sort((one, other) => other.length - one.length).join("|");
  var AROUND = "\\[(*#\\])|\\p{Extended_Pictographic}\\ufe0f";
  var IN_FRONT = new RegExp(`^[\\s${AROUND}]*(${ANY})(?:\\s*[${AROUND}:：!/]+\\s*[-–—]?|\\s+[-–—]+(?=\\s)|[-–—]+(?=\\s))\\s*(\\S.*)$`, "isu");
  var BREAKS = /[\n\v\f\r\u0085\u2028\u2029]+/;
  var BULLET = /^(?:[•·▪◦*–-]|\d{1,2}[.)])\s+/u;
  function levelIn(statement) {
    const found = IN_FRONT.exec(statement.normalize("NFC"));
    return found && { level: LEVEL_OF.get(found[1].toLowerCase()), said: found[1], statement: found[2] };
  }
  function linesIn(text) {
    const lines = text.split(BREAKS).map((line) => line.trim()).filter(Boolean);
    return lines.length > 1 && lines.every((line) => BULLET.test(line)) ? lines.map((line) => line.replace(BULLET, "")) : lines;
  }
  function fieldsOfSeries(lines, fields) {
    return lines.map((line) => {
      const loud = levelIn(line);
      const statement = loud ? loud.statement : line;
      const source = fields.name.trim() === "" ? sourceIn(statement) : null;
      return { ...fields, series: [], short: "", statement, level: loud ? loud.level : fields.level, ...source };
    });
  }

  // shared/textrules.js
  var PILES = /[\p{M}\u200c\u200d]+/gu;
  var MARKS = new RegExp("\\p{M}", "gu");
  var VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\u2800]/u;
  var CROWDED = 31;
  var EMBEDDING_END = "‬";
  var ISOLATE_END = "⁩";
  var MENDINGS_MAX = 8;
  var TextRules = class {
    constructor(told) {
      this._told = told;
      this._spaces = new Set(charactersOf(told.spaces));
      this._crowded = new RegExp(`(?:(?!${set(told.selectors.characters)})\\p{M}){${CROWDED}}`, "u");
      this._breaks = new RegExp(`[ ${members(told.line_breaks)}]+`, "gu");
      this._isBreak = new RegExp(set(told.line_breaks), "u");
      this._closedBy = /* @__PURE__ */ new Map();
      for (const sign of charactersOf(told.embeddings)) this._closedBy.set(sign, EMBEDDING_END);
      for (const sign of charactersOf(told.isolates)) this._closedBy.set(sign, ISOLATE_END);
      this._steps = this._stepsOf(told);
      this._refused = Object.entries(told.refused).map(([rule, ranges]) => [rule, new RegExp(set(ranges), "gu")]);
      this._markup = new RegExp(told.markup, "gu");
    }
    /** Give a text as the service would store it, and the names of what was cleaned: `{text, cleaned}`. */
    clean(given) {
      let text = this._composed(given);
      const cleaned = [];
      for (const [rule, step] of this._steps) {
        const after = step(text);
        if (rule !== "" && after !== text) cleaned.push(rule);
        text = after;
      }
      return { text: this._trimmed(text), cleaned };
    }
    /** Name the rules that a clean text breaks, with their numbers, as the service does: `[{rule, limit}]`. */
    broken(text, limit) {
      const { combining_marks_max: marksMax, cluster_max: clusterMax } = this._told;
      const broken = this._refused.filter(([, pattern]) => text.search(pattern) >= 0).map(([rule]) => ({ rule }));
      if (piles(text).some((pile) => pile.match(MARKS).length > marksMax)) broken.push({ rule: "combining-marks", limit: marksMax });
      if (text.search(this._markup) >= 0) broken.push({ rule: "markup" });
      const points = [...text];
      const pointsMax = this._told.code_points_per_grapheme * limit + this._told.code_points_more;
      const clusters2 = graphemesIn(points.slice(0, pointsMax + 1).join(""));
      if (clusters2.length > limit) broken.push({ rule: "max-graphemes", limit });
      if (clusters2.some((cluster) => [...cluster].length > clusterMax)) broken.push({ rule: "max-cluster", limit: clusterMax });
      if (points.length > pointsMax) broken.push({ rule: "max-code-points", limit: pointsMax });
      if (broken.length === 0 && text !== "" && !VISIBLE.test(text)) broken.push({ rule: "visible" });
      return broken;
    }
    /** Give a text without what would be refused in it; its length stays its author's business. */
    mended(given) {
      let text = this.clean(given).text;
      for (let n = 0; n < MENDINGS_MAX; n += 1) {
        const after = this.clean(this._withoutRefused(text)).text;
        if (after === text) break;
        text = after;
      }
      return text;
    }
    _withoutRefused(text) {
      const { combining_marks_max: marksMax, cluster_max: clusterMax } = this._told;
      let left = text.replace(/\t/g, " ").replace(this._markup, "");
      for (const [, pattern] of this._refused) left = left.replace(pattern, "");
      left = left.replace(PILES, (pile) => upTo(pile, MARKS, marksMax));
      return graphemesIn(left).map((cluster) => [...cluster].slice(0, clusterMax).join("")).join("");
    }
    _stepsOf({ dropped, tags, selectors, forms, bullets }) {
      const flag = `${set(tags.flag)}${set(tags.flag_tags)}{${tags.least},${tags.most}}${set(tags.flag_end)}`;
      const pairs = selectors.kept.map((one) => set(one.bases) + set(one.selectors)).join("|");
      const blank = `[\\t${members(this._told.spaces)}]`;
      return [
        ...Object.entries(dropped).map(([rule, ranges]) => [rule, dropping(`${set(ranges)}+`)]),
        ["tag", dropping(`(${flag})|${set(tags.characters)}`)],
        ["variation-selector", dropping(`(${pairs})|${set(selectors.characters)}`)],
        ...Object.entries(forms).map(([rule, ranges]) => [rule, inPlainLetters(set(ranges))]),
        ["line-break", (text) => text.replace(this._breaks, (run) => this._isBreak.test(run) ? " " : run)],
        ["", (text) => this._trimmed(text)],
        ["unbalanced-bidi", (text) => this._balanced(text)],
        ["", (text) => this._composed(text)],
        // after all that may have stood between a letter and its marks
        ["bullet", dropping(`(^|${blank})(?:${set(bullets)}(?:${blank}+|$))+`)]
      ];
    }
    _composed(text) {
      return this._crowded.test(text) ? text : text.normalize("NFC");
    }
    _trimmed(text) {
      let start = 0;
      let end = text.length;
      while (start < end && this._spaces.has(text[start])) start += 1;
      while (end > start && this._spaces.has(text[end - 1])) end -= 1;
      return text.slice(start, end);
    }
    _balanced(text) {
      const openUntil = [];
      let isolates = 0;
      let balanced = "";
      for (const sign of text) {
        const closing = this._closedBy.get(sign);
        if (closing !== void 0) {
          openUntil.push(closing);
          isolates += closing === ISOLATE_END ? 1 : 0;
          balanced += sign;
        } else if (sign === ISOLATE_END) {
          if (isolates === 0) continue;
          isolates -= 1;
          let last = "";
          while (last !== ISOLATE_END) {
            last = openUntil.pop();
            balanced += last;
          }
        } else if (sign === EMBEDDING_END) {
          if (openUntil[openUntil.length - 1] === EMBEDDING_END) balanced += openUntil.pop();
        } else {
          balanced += sign;
        }
      }
      return balanced + openUntil.reverse().join("");
    }
  };
  function members(ranges) {
    return ranges.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join("");
  }
  function set(ranges) {
    return `[${members(ranges)}]`;
  }
  function charactersOf(ranges) {
    const each = ([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => String.fromCodePoint(first + n));
    return [].concat(...ranges.map(each));
  }
  function dropping(source) {
    const pattern = new RegExp(source, "gu");
    return (text) => text.replace(pattern, (_, kept2) => typeof kept2 === "string" ? kept2 : "");
  }
  function inPlainLetters(source) {
    const pattern = new RegExp(source, "gu");
    return (text) => text.replace(pattern, (form) => form.normalize("NFKC").replace(/^ /, ""));
  }
  function piles(text) {
    return (text.match(PILES) || []).filter((pile) => pile.search(MARKS) >= 0);
  }
  function upTo(text, pattern, most) {
    let count2 = 0;
    return text.replace(pattern, (found) => {
      count2 += 1;
      return count2 > most ? "" : found;
    });
  }

  // composer/texts.js
  var Texts = class {
    #rules = null;
    // what was kept of an older service may tell none: then only the service judges
    #fields = /* @__PURE__ */ new Set();
    #limits;
    #words;
    #named;
    constructor(constraints, words2) {
      this.#words = words2;
      this.#limits = constraints.fields;
      this.#named = constraints.cleaned || {};
      if (!constraints.text) return;
      this.#rules = new TextRules(constraints.text);
      this.#fields = new Set(constraints.text.fields);
    }
    /** Give a field's text as it would be stored, and what was cleaned in it, said; nothing where nothing was. */
    clean(field, given) {
      if (!this.#fields.has(field)) return { text: given, said: "" };
      const { text, cleaned } = this.#rules.clean(given);
      if (cleaned.length === 0) return { text: given, said: "" };
      const what = cleaned.map((name) => sentenceIn(this.#named[name], this.#words) || name).join(", ");
      return { text, said: fill(this.#words.cleaned, { what }) };
    }
    /** Name the rules that a field's text breaks, as far as they can be told here; an empty one breaks none. */
    broken(field, given) {
      if (!this.#fields.has(field)) return [];
      const { text } = this.#rules.clean(given);
      return this.#rules.broken(text, this.#limits[field].hard).map((error) => ({ field, ...error }));
    }
    mended(field, given) {
      return this.#fields.has(field) ? this.#rules.mended(given) : given;
    }
  };
  function withRules(words2, constraints) {
    const told = Object.entries(constraints.rules || {}).map(([rule, sentences]) => [rule, sentenceIn(sentences, words2)]);
    return { ...words2, rules: { ...words2.rules, ...Object.fromEntries(told) } };
  }
  function sentenceIn(sentences, { language }) {
    return sentences && (sentences[language] || sentences.en);
  }

  // composer/fields.js
  var LATIN = /* @__PURE__ */ new Set(["section", "region", "link"]);
  var PASTING = /* @__PURE__ */ new Set(["insertFromPaste", "insertFromDrop", "insertFromYank", "insertFromPasteAsQuotation"]);
  var Fields = class {
    #prefix;
    #words;
    #limits;
    #feed;
    #changed;
    #tell;
    #pasted;
    #texts;
    #boxes = /* @__PURE__ */ new Map();
    // name -> {input, counter, error, mend, note, grade, faults: [{text, holds(value)}]}
    #rest = { expires: "", replaces: "" };
    /**
     * @param {object} options `prefix` of the ids · `words` · `constraints` · `feed` · `tell(text)`, for those who hear ·
     *   `changed()`, called whenever somebody has written · `pasted(lines)`, if several lines may come at once
     */
    constructor({ prefix, words: words2, constraints, feed, tell, changed, pasted = null }) {
      this.#prefix = prefix;
      this.#words = words2;
      this.#limits = constraints.fields;
      this.#texts = new Texts(constraints, words2);
      this.#feed = feed;
      this.#tell = tell;
      this.#changed = changed;
      this.#pasted = pasted;
    }
    /** Make the box of a text; `tag` is `input` or `textarea`. */
    text(name, { tag = "input", isOptional = true, ...attributes } = {}) {
      const input = element(tag, { type: tag === "input" ? "text" : null, autocomplete: "off", spellcheck: "true", ...attributes });
      const counter = element("p", { class: "counter", id: `${this.#prefix}-${name}-count` });
      const box = this.#box(name, input, counter, isOptional);
      input.addEventListener("input", ({ inputType }) => {
        if (tag === "textarea" && PASTING.has(inputType)) this.#takeLines(input);
        this.#written(name);
        if (PASTING.has(inputType)) this.#clean(name);
      });
      input.addEventListener("change", () => this.#clean(name));
      this.#written(name, true);
      return box;
    }
    /** Make the box of a choice; `options` are pairs of value and text. */
    choice(name, options) {
      const input = element("select", {}, ...options.map(([value, text]) => element("option", { value }, text)));
      input.addEventListener("change", () => {
        this.#drawFaults(this.#boxes.get(name));
        this.#changed();
      });
      return this.#box(name, input, null, null);
    }
    /** Make the levels. */
    levels() {
      const { element: made, ...levels } = levelRadios({ prefix: this.#prefix, words: this.#words, changed: () => this.#changed() });
      this.#boxes.set("level", levels);
      return made;
    }
    kind(kinds) {
      return this.choice("kind", kindChoices(this.#words, kinds));
    }
    stays(expires) {
      return this.choice("stays", stayChoices(this.#words, expires));
    }
    /** Make the choice of a direction: as the letters have it, or as somebody says. */
    direction() {
      const box = this.choice("dir", dirChoices(this.#words));
      this.input("dir").addEventListener("change", () => this.#written("statement", true));
      return box;
    }
    get value() {
      const fields = { ...blankDraft("urgent"), ...this.#rest };
      for (const [name, { input, radios }] of this.#boxes) {
        fields[name] = radios ? radios.find(({ radio }) => radio.checked).level : input.value;
      }
      return fields;
    }
    /** Fill in; what has no box here is kept for `value`. */
    set(fields) {
      this.#rest = { expires: fields.expires, replaces: fields.replaces };
      for (const [name, { input, radios, note }] of this.#boxes) {
        if (!radios) {
          input.value = fields[name] || "";
          this.#written(name, true);
          this.#drawFaults(this.#boxes.get(name));
          continue;
        }
        for (const { level, radio } of radios) radio.checked = level === fields.level;
        setText(note, this.#words.levelNotes[fields.level]);
      }
    }
    input(name) {
      return this.#boxes.get(name).input;
    }
    /** Write in another edition from now on. */
    face(feed) {
      this.#feed = feed;
      for (const name of this.#boxes.keys()) this.#written(name, true);
    }
    /** Clean every text as the service does, and tell whether it would take them; what it would not can be mended. */
    prepare() {
      const found = [];
      for (const [name, { counter, input }] of this.#boxes) {
        if (!counter) continue;
        this.#clean(name);
        found.push(...this.#texts.broken(pathOf(name), input.value).map((error) => this.#fault(name, error)));
      }
      this.#show(found);
      return found.length === 0;
    }
    /** Say which fields are empty that are needed, and go to the first. */
    showMissing(names) {
      this.#show(names.map((name) => ({ name, text: this.#words.needed, holds: isEmpty })));
    }
    /** Tell whether a field still has what the service or the page has against it. */
    get isFaulty() {
      return [...this.#boxes.values()].some(({ input, faults = [] }) => faults.some(({ holds }) => holds(input.value)));
    }
    /** Say what the service has against which field, and go to the first; gives what belongs to no field here. */
    showErrors(errors) {
      const nameOf = ({ field }) => [...this.#boxes.keys()].find((name) => pathOf(name) === field);
      this.#show(errors.filter(nameOf).map((error) => this.#fault(nameOf(error), error)));
      return errors.filter((error) => !nameOf(error)).map((error) => `${error.field}: ${ruleText(error, this.#words)}`);
    }
    #fault(name, error) {
      return faultOf(error, { name, refused: this.value[name], words: this.#words, texts: this.#texts });
    }
    #show(found) {
      for (const [name, box] of this.#boxes) {
        box.faults = found.filter((fault) => fault.name === name);
        this.#drawFaults(box);
      }
      const first = [...this.#boxes.keys()].find((name) => found.some((fault) => fault.name === name));
      if (first === void 0) return;
      const { input } = this.#boxes.get(first);
      const folded = input.closest("details");
      if (folded) folded.open = true;
      input.focus();
    }
    /** Show what is wrong with a field, as long as it is. */
    #drawFaults({ input, error, mend, mended, faults = [] }) {
      if (error === void 0) return;
      const texts = faults.filter(({ holds }) => holds(input.value)).map(({ text }) => text);
      mend.hidden = texts.length === 0 || mended(input.value) === input.value;
      setText(error, texts.join(" "));
      if (texts.length > 0) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    #box(name, input, counter, isOptional) {
      const { fields, hints, optional } = this.#words;
      const id = `${this.#prefix}-${name}`;
      const error = element("p", { class: "error", id: `${id}-error` });
      const hint = hints[name] ? element("p", { class: "hint", id: `${id}-hint` }, hints[name]) : null;
      const note = element("p", { class: "cleaned", id: `${id}-cleaned` });
      const mended = (value) => this.#texts.mended(pathOf(name), value);
      const mend = button(this.#words.mend, "chip mend", () => this.#mend(name));
      mend.hidden = true;
      mend.setAttribute("aria-describedby", error.id);
      const described = [hint, counter, error, note].filter(Boolean).map((part) => part.id);
      Object.assign(input, { id });
      input.setAttribute("aria-describedby", described.join(" "));
      if (isOptional === false) input.setAttribute("aria-required", "true");
      const label = element("label", { for: id }, fields[name], isOptional ? element("span", { class: "optional" }, ` (${optional})`) : null);
      this.#boxes.set(name, { input, counter, error, mend, mended, note, grade: "fine", faults: [] });
      return element("div", { class: `field ${name}Field` }, label, hint, input, element("div", { class: "under" }, error, mend, counter), note);
    }
    /** Bring a field's direction and counter up to what is written in it. */
    #written(name, isByUs = false) {
      const box = this.#boxes.get(name);
      if (!box || !box.counter) return;
      const { input, counter } = box;
      this.#straighten(input);
      const isLatin = LATIN.has(name);
      input.dir = isLatin ? "ltr" : this.#dirOf(name, input.value);
      input.lang = isLatin ? "en" : this.#feed.language;
      const { count: n, limit, grade } = judge(input.value, this.#limits[pathOf(name)]);
      const counted = fill(this.#words.counter, { n: number(this.#words, n, 0), limit: number(this.#words, limit, 0) });
      const said = [counted, this.#words.grades[grade]].filter(Boolean).join(": ");
      setText(counter, n === 0 ? "" : said);
      counter.dataset.grade = grade;
      if (isByUs) return;
      setText(box.note, "");
      this.#drawFaults(box);
      if (grade !== box.grade && grade !== "fine") this.#tell(said);
      box.grade = grade;
      this.#changed();
    }
    #dirOf(name, text) {
      const choice = name === "statement" ? this.#boxes.get("dir") : void 0;
      return choice && choice.input.value || directionOf(text, this.#feed.dir);
    }
    /** Take out of a text what nobody sees, and say what that was until somebody writes on. */
    #clean(name) {
      const { input, note } = this.#boxes.get(name);
      const { text, said } = this.#texts.clean(pathOf(name), input.value);
      if (said === "") return;
      input.value = text;
      this.#written(name, true);
      setText(note, said);
      this.#tell(said);
      this.#changed();
    }
    #mend(name) {
      const { input, mended } = this.#boxes.get(name);
      input.value = mended(input.value);
      this.#written(name);
      input.focus();
    }
    /** Several lines are several pieces of news: none of them becomes the rest of another. */
    #takeLines(input) {
      const lines = linesIn(input.value);
      if (this.#pasted === null || lines.length < 2) return;
      input.value = "";
      this.#pasted(lines.map((line) => this.#texts.clean("statement", line).text).filter(Boolean));
    }
    #straighten(input) {
      const straight = onOneLine(input.value);
      if (straight === input.value) return;
      const at = input.selectionStart;
      input.value = straight;
      input.setSelectionRange(at, at);
    }
  };

  // composer/offers.js
  function offerIn({ statement, name }, words2, take) {
    const loud = levelIn(statement);
    const found = loud || (name.trim() === "" ? sourceIn(statement) : null);
    if (found === null) return null;
    const { said, ...fields } = found;
    const text = loud ? fill(words2.isLevel, { level: words2.levels[loud.level], said }) : fill(words2.isSource, { name: found.name });
    return button(text, "chip", () => take(fields));
  }

  // lower-third/src/labels.js
  var LABELS = {
    en: { flash: "Flash", alert: "Breaking", urgent: "Urgent", routine: "News", correction: "Correction" },
    ar: { flash: "خبر عاجل", alert: "تنبيه", urgent: "عاجل", routine: "أخبار", correction: "تصحيح" },
    de: { flash: "Blitz", alert: "Eilmeldung", urgent: "Dringend", routine: "Nachrichten", correction: "Korrektur" },
    es: { flash: "Flash", alert: "Última hora", urgent: "Urgente", routine: "Noticias", correction: "Corrección" },
    fa: { flash: "فوق‌العاده", alert: "هشدار", urgent: "فوری", routine: "خبر", correction: "تصحیح" },
    fr: { flash: "Flash", alert: "Alerte", urgent: "Urgent", routine: "Actualité", correction: "Correction" },
    he: { flash: "מבזק", alert: "התרעה", urgent: "דחוף", routine: "חדשות", correction: "תיקון" }
  };
  var RIGHT_TO_LEFT = ["ar", "fa", "he"];
  function labelIn(language, name) {
    const code = String(language || "en").toLowerCase().split("-", 1)[0];
    const known2 = Object.keys(LABELS).includes(code) ? code : "en";
    return { text: LABELS[known2][name], language: known2, dir: RIGHT_TO_LEFT.includes(known2) ? "rtl" : "ltr" };
  }

  // lower-third/src/pages.js
  var ELLIPSIS = "…";
  var JOINED = /[\p{M}\u200c\u200d\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]/u;
  function pagesFor(text, fits2) {
    if (fits2(text)) return [text];
    const pages = [];
    let rest = text;
    while (rest !== "") {
      const head = pages.length > 0 ? ELLIPSIS : "";
      if (fits2(head + rest)) {
        pages.push(head + rest);
        break;
      }
      const taken = firstPart(rest, (part) => fits2(head + part + ELLIPSIS));
      pages.push(head + taken.trim() + ELLIPSIS);
      rest = rest.slice(taken.length).trim();
    }
    return pages;
  }
  function firstPart(text, fits2) {
    const words2 = text.split(/(\s+)/);
    const count2 = mostThatFit(words2.length, (n) => fits2(words2.slice(0, n).join("").trim()));
    const whole = words2.slice(0, count2).join("");
    if (whole.trim() !== "") return whole;
    const signs = clusters(text);
    return signs.slice(0, Math.max(1, mostThatFit(signs.length, (n) => fits2(signs.slice(0, n).join(""))))).join("");
  }
  function mostThatFit(length, holds) {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (holds(middle)) low = middle;
      else high = middle - 1;
    }
    return low;
  }
  function clusters(text) {
    const found = [];
    for (const sign of text) {
      const last = found.length - 1;
      if (last >= 0 && (JOINED.test(sign) || found[last].endsWith("‍"))) found[last] += sign;
      else found.push(sign);
    }
    return found;
  }

  // shared/levels.js
  var LEVELS = {
    flash: "assertive",
    // takes over at once, whatever stands
    alert: "polite",
    urgent: "polite",
    routine: null
    // interrupts nobody
  };
  var NAMES_OF_LEVELS = Object.keys(LEVELS);
  function levelOf(entry) {
    return NAMES_OF_LEVELS[rankOf(entry)];
  }
  function rankOf(entry) {
    const rank = NAMES_OF_LEVELS.indexOf(entry && entry.level);
    return rank < 0 ? 3 : rank;
  }

  // shared/numbers.js
  var TURNED = /[\u0590-\u08ff\ufb1d-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
  var D = "[\\d٠-٩۰-۹]";
  var RUN = new RegExp(`(^|[\\s(«“"]|[ء-ۿ](?![+\\-−±(]))((?:[+\\-−±]|\\([+0]${D}+\\) ?)?[$€£]?${D}(?:[ .,:/\\-–—]?${D}| ?\\(${D}+\\))*[%‰$€£]?)`, "gu");
  var TELEPHONE = new RegExp(`^[+(]|^0${D}+[ -]${D}`, "u");
  var ONE = `(?:${D}{1,3}(?: ${D}{3})+|${D}+(?:[.,:/]${D}+)*)`;
  var RANGE = new RegExp(`(?:^[-−±])?[$€£]?${ONE}(?:[-–—]${ONE})+[%‰$€£]?`, "gu");
  var DASH = new RegExp(`(${D})[-–—]`, "gu");
  var APART = new RegExp(`^[-−±$€£]+\\d|\\d[%‰$€£]$|^${D}{1,3}( ${D}{3})+$`, "u");
  function numbersApart(text) {
    if (!TURNED.test(text)) return [text];
    const parts = [];
    let at = 0;
    RUN.lastIndex = 0;
    for (let found = RUN.exec(text); found !== null; found = RUN.exec(text)) {
      for (const [from, to] of apartIn(found[2])) {
        const start = found.index + found[1].length;
        parts.push(text.slice(at, start + from), text.slice(start + from, start + to));
        at = start + to;
      }
    }
    return [...parts, text.slice(at)];
  }
  function apartIn(run) {
    if (TELEPHONE.test(run)) return [[0, run.length]];
    const spans = [];
    RANGE.lastIndex = 0;
    for (let range = RANGE.exec(run); range !== null; range = RANGE.exec(run)) {
      let from = range.index;
      DASH.lastIndex = 0;
      for (let dash = DASH.exec(range[0]); dash !== null; dash = DASH.exec(range[0])) {
        spans.push([from, range.index + dash.index + 1]);
        from = range.index + DASH.lastIndex;
      }
      spans.push([from, range.index + range[0].length]);
    }
    return spans.length > 0 || !APART.test(run) ? spans : [[0, run.length]];
  }
  function withNumbers(text) {
    return numbersApart(text).map((part, n) => n % 2 > 0 ? element("bdi", { dir: "ltr" }, part) : part);
  }

  // lower-third/src/plate.js
  var COMMA = { ar: "، ", ckb: "، ", fa: "، ", ps: "، ", sd: "، ", ug: "، ", ur: "، ", ja: "、", zh: "，" };
  function wordsOf(entry, form) {
    return form === "short" && entry.short ? entry.short : entry.statement;
  }
  function sourceOf({ attribution, language }) {
    if (!attribution) return "";
    const { name, role } = attribution;
    const code = String(language || "").toLowerCase().split("-", 1)[0];
    const comma = Object.prototype.hasOwnProperty.call(COMMA, code) ? COMMA[code] : ", ";
    return role ? name + comma + role : name;
  }
  function plateOf(entry, { words: words2, label, page = 0, pages = 1 }) {
    const { lang, dir } = tongue(entry);
    const said = labelIn(entry.language, label || levelOf(entry));
    const source = sourceOf(entry);
    const classes = ["plate", levelOf(entry), label, pages > 1 ? "paged" : null].filter(Boolean).join(" ");
    const marked = element("span", { class: "label", lang: said.language, dir: said.dir }, said.text);
    const named = source === "" ? null : element("p", { class: "source", lang, dir: "auto" }, element("bdi", null, source));
    return element(
      "div",
      { class: classes, dir, "data-id": entry.id, "data-version": entry.version, "data-page": page },
      element("div", { class: "head" }, marked, named),
      element("p", { class: "words", lang, dir }, ...withNumbers(words2)),
      pages > 1 ? element("span", { class: "pages", dir: "ltr" }, `${page + 1}/${pages}`) : null
    );
  }

  // lower-third/src/fit.js
  var STEPS = {
    landscape: [[56, 2], [48, 2], [42, 3], [38, 3]],
    portrait: [[56, 5], [50, 6], [44, 7], [40, 7]]
  };
  var SMALLEST = 26;
  var SOURCE_ROWS = { landscape: 2, portrait: 4 };
  function fitted(stage, entry, { label, form, shape }) {
    const words2 = wordsOf(entry, form);
    const plate = plateOf(entry, { words: words2, label });
    plate.classList.add("measure");
    stage.append(plate);
    try {
      for (const [size2, rows2] of STEPS[shape]) {
        if (fits(plate, words2, { size: size2, rows: rows2, sourceRows: SOURCE_ROWS[shape] })) return { size: size2, pages: [words2] };
      }
      const [size, rows] = STEPS[shape][STEPS[shape].length - 1];
      return { size, pages: pagesFor(words2, (part) => fits(plate, part, { size, rows, sourceRows: Infinity })) };
    } finally {
      plate.remove();
    }
  }
  function sized(plate, size) {
    const sizes = { "--size": size, "--label-size": Math.max(SMALLEST, size * 0.6), "--source-size": Math.max(SMALLEST, size * 0.68) };
    for (const name of Object.keys(sizes)) plate.style.setProperty(name, `calc(var(--u) * ${sizes[name]})`);
    return plate;
  }
  function fits(plate, words2, { size, rows, sourceRows }) {
    sized(plate, size);
    const said = plate.querySelector(".words");
    const source = plate.querySelector(".source");
    said.textContent = words2;
    return rowsOf(said) <= rows && isWide(said) && (!source || rowsOf(source) <= sourceRows && isWide(source));
  }
  function rowsOf(box) {
    const style = getComputedStyle(box);
    return Math.round(box.getBoundingClientRect().height / parseFloat(style.lineHeight));
  }
  function isWide(box) {
    return box.scrollWidth <= box.clientWidth + 1;
  }

  // lower-third/src/style.js
  var STYLE = `
:host { display: block; position: absolute; top: 0; right: 0; bottom: 0; left: 0; overflow: hidden;
  background: transparent; pointer-events: none; contain: strict; }
:host([hidden]) { display: none; }
.stage { position: absolute; top: 0; right: 0; bottom: 0; left: 0;
  font-family: var(--ticker-font, "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Segoe UI", "Helvetica Neue", Arial, sans-serif);
  font-weight: 600; font-kerning: normal; -webkit-font-smoothing: antialiased; }
.plate { position: absolute; left: calc(5% - var(--u) * 32); right: calc(5% - var(--u) * 32); bottom: 5%;
  box-sizing: border-box; max-height: 85%; overflow: hidden; padding: calc(var(--u) * 18) calc(var(--u) * 32) calc(var(--u) * 18);
  color: var(--ticker-color, #fff); background: var(--ticker-background, rgba(10, 22, 44, 0.94));
  border: 0 solid var(--ticker-accent, #2f6fd6); }
.plate[dir="ltr"] { border-left-width: calc(var(--u) * 12); padding-left: calc(var(--u) * 20); text-align: left; }
.plate[dir="rtl"] { border-right-width: calc(var(--u) * 12); padding-right: calc(var(--u) * 20); text-align: right; }
.portrait .plate { left: calc(5% - var(--u) * 24); right: calc(5% - var(--u) * 24); bottom: 12%; max-height: 83%;
  padding: calc(var(--u) * 24); }
.flash { --ticker-accent: var(--ticker-flash-accent, #fff); background: var(--ticker-flash-background, rgba(150, 12, 24, 0.97)); }
.alert, .urgent { --ticker-accent: var(--ticker-alert-accent, #e0364a); }
.head { display: flex; align-items: baseline; flex-wrap: wrap; margin: 0 0 calc(var(--u) * 6); }
.label { flex: none; padding: 0 calc(var(--u) * 12); border-radius: calc(var(--u) * 3); white-space: nowrap;
  font-size: var(--label-size); line-height: 1.5; font-weight: 700;
  color: var(--ticker-label-color, #0a162c); background: var(--ticker-label-background, #fff); }
.label:lang(en) { text-transform: uppercase; letter-spacing: 0.04em; }
.alert .label, .urgent .label { color: var(--ticker-label-color, #fff); background: var(--ticker-label-background, #c01830); }
.correction .label { color: var(--ticker-correction-label-color, #1d1500);
  background: var(--ticker-correction-label-background, #ffc83d); }
.plate[dir="ltr"] .label { margin-right: calc(var(--u) * 16); }
.plate[dir="rtl"] .label { margin-left: calc(var(--u) * 16); }
.source { flex: 1 1 auto; width: 0; min-width: 60%; margin: 0; font-size: var(--source-size); line-height: 1.4;
  color: var(--ticker-source-color, #cfe0ff); overflow-wrap: break-word; word-break: break-word; }
/* What no size of words can fit is cut off inside the plate: 2 rows of names, 4 in portrait, as fit.js counts them. */
.source { max-height: 2.8em; overflow: hidden; }
.portrait .source { max-height: 5.6em; }
.measure .source { max-height: none; }
.flash .source { color: var(--ticker-flash-source-color, #ffe3e3); }
.words { margin: 0; font-size: var(--size); line-height: 1.25; clip-path: inset(-0.08em -0.5em); text-wrap: balance; overflow-wrap: break-word; word-break: break-word; }
.words:lang(ar), .words:lang(fa), .words:lang(ur) { line-height: 1.4; }
.pages { position: absolute; bottom: calc(var(--u) * 8); font-size: calc(var(--u) * 26); line-height: 1; font-weight: 400; }
.plate.paged { padding-bottom: calc(var(--u) * 40); }
.plate[dir="ltr"] .pages { right: calc(var(--u) * 32); }
.plate[dir="rtl"] .pages { left: calc(var(--u) * 32); }
.measure { visibility: hidden; }
.plate { transition: opacity 240ms ease-out, transform 240ms ease-out; }
.plate.entering, .plate.leaving { opacity: 0; transform: translateY(calc(var(--u) * 24)); }
.still .plate { transition: none; }
`;

  // lower-third/src/stage.js
  var LEAVING_MS = 260;
  var FITS_KEPT = 100;
  var Stage = class {
    /** @param {function} changed called whenever other plates are there than before */
    constructor(host, changed) {
      this._host = host;
      this._changed = changed;
      this._root = host.attachShadow({ mode: "open" });
      this._box = element("div", { class: "stage" });
      this._shown = null;
      this._leaving = null;
      this._waiting = [];
      this._coming = null;
      this._fits = /* @__PURE__ */ new Map();
      this._shape = "landscape";
      this._size = "";
      dress(this._root);
      this._root.append(this._box);
    }
    /** Tell which entries are to be seen right now, those on their way out too. */
    get shown() {
      return [this._shown, this._leaving].filter(Boolean).map(({ entry }) => entry);
    }
    /** Tell whether the picture has a size, so that words can be fitted into it. */
    get isMeasured() {
      return this._size !== "";
    }
    /** Take the picture's size; say whether it is another one, so that everything must be fitted anew. */
    measure() {
      const width = this._host.clientWidth;
      const height = this._host.clientHeight;
      const size = `${width} ${height}`;
      if (size === this._size || width === 0 || height === 0) return false;
      this._size = size;
      this._shape = height > width ? "portrait" : "landscape";
      const unit = this._shape === "portrait" ? width / 1080 : Math.min(width / 1920, height / 1080);
      this._box.style.setProperty("--u", `${unit}px`);
      this._box.className = `stage ${this._shape}`;
      this._fits.clear();
      return true;
    }
    /** Give the pages of an entry's words as they are fitted here. */
    fit(entry, { label, form }) {
      const key = [entry.id, entry.version, label, form, JSON.stringify(entry.statement)].join(" ");
      if (!this._fits.has(key)) {
        if (this._fits.size > FITS_KEPT) this._fits.clear();
        this._fits.set(key, fitted(this._box, entry, { label, form, shape: this._shape }));
      }
      return this._fits.get(key);
    }
    /**
     * Show a page of an entry, or nothing (null).
     *
     * @param {object} manner `isCut`: without any way out or in; `form`: short or full
     */
    show(air, { isCut, form }) {
      const key = air === null ? null : [air.entry.id, air.entry.version, air.page, air.label].join(" ");
      const isSame = this._shown !== null && this._shown.key === key;
      if (isCut && !isSame) this.cut();
      if (isSame || air === null && this._shown === null && this._coming === null) return;
      this._coming = null;
      this._leave();
      if (air === null) return;
      if (this._leaving) this._coming = () => this._enter(key, air, form, false);
      else this._enter(key, air, form, isCut);
    }
    /** Wait until what is on its way out has left the picture. */
    gone() {
      return new Promise((resolve) => this._leaving ? this._waiting.push(resolve) : resolve());
    }
    /** Take everything off in this instant. */
    cut() {
      const had = this._shown || this._leaving;
      if (this._leaving) clearTimeout(this._leaving.timer);
      this._shown = null;
      this._leaving = null;
      this._coming = null;
      this._box.textContent = "";
      this._release();
      if (had) this._changed();
    }
    /** Take off in this instant whatever shows an entry of which the claim does not hold. */
    cutUnless(holds) {
      if (this.shown.some((entry) => !holds(entry))) this.cut();
    }
    _enter(key, air, form, isCut) {
      const { size, pages } = this.fit(air.entry, { label: air.label, form });
      const page = Math.min(air.page, pages.length - 1);
      const plate = plateOf(air.entry, { words: pages[page], label: air.label, page, pages: pages.length });
      sized(plate, size);
      if (!isCut) plate.classList.add("entering");
      this._box.append(plate);
      this._shown = { key, plate, entry: air.entry };
      if (!isCut) {
        plate.getBoundingClientRect();
        plate.classList.remove("entering");
      }
      this._changed();
    }
    _leave() {
      if (!this._shown) return;
      if (this._leaving) this._gone();
      const { plate, entry } = this._shown;
      this._shown = null;
      plate.classList.add("leaving");
      this._leaving = { plate, entry, timer: setTimeout(() => this._gone(), LEAVING_MS) };
    }
    _gone() {
      clearTimeout(this._leaving.timer);
      this._leaving.plate.remove();
      this._leaving = null;
      this._release();
      const come = this._coming;
      this._coming = null;
      if (come) come();
      else this._changed();
    }
    _release() {
      for (const call of this._waiting.splice(0)) call();
    }
  };
  function dress(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch (_) {
      root.append(element("style", null, STYLE));
    }
  }

  // composer/preview.js
  var PICTURE_WIDTH = 1920;
  var Preview = class {
    #words;
    #strip = element("div", { class: "previewStrip" });
    #third = element("div", { class: "thirdStage" });
    #warning = element("p", { class: "warning", hidden: "" });
    #measure = element("div", { class: "thirdMeasure" });
    #stage = new Stage(this.#measure, () => {
    });
    #drawn = 0;
    constructor(words2) {
      this.#words = words2;
      this.element = element(
        "section",
        { class: "preview", "aria-label": words2.preview },
        element("h2", {}, words2.onStrip),
        this.#strip,
        element("h2", {}, words2.onScreen),
        this.#third,
        this.#warning,
        element("div", { class: "unseen" }, this.#measure)
      );
    }
    draw(entry) {
      const isEmpty2 = entry.statement === "" && entry.attribution.name === "";
      this.element.hidden = isEmpty2;
      place(this.#strip, [this.#drawLine(entry)]);
      if (isEmpty2) {
        place(this.#third, []);
        return;
      }
      this.#stage.measure();
      this.#drawn += 1;
      const { size, pages } = this.#stage.fit({ ...entry, version: this.#drawn }, { label: null, form: "short" });
      place(this.#third, [drawThird(entry, { size, said: pages[0] })]);
      this.#warning.hidden = pages.length === 1;
      setText(this.#warning, pages.length > 1 ? count(this.#words, this.#words.screenPages, pages.length) : "");
    }
    #drawLine(entry) {
      const line = element("p", { class: `stripLine ${levelOf(entry)}` }, levelLabel(entry, this.#words), " ", drawHeadline(entry));
      line.dir = tongue(entry).dir;
      return line;
    }
  };
  function levelLabel(entry, words2) {
    const level = levelOf(entry);
    return element("span", { class: `levelLabel ${level}`, lang: words2.language, dir: words2.dir }, words2.levels[level]);
  }
  function drawHeadline(entry) {
    const { name, role } = entry.attribution;
    return element(
      "span",
      { class: "headline", ...tongue(entry) },
      element("bdi", { class: "name" }, name || "…"),
      role ? element("bdi", { class: "role" }, ` ${role}`) : null,
      " ",
      element("bdi", { class: "statement", dir: tongue(entry).dir }, ...withNumbers(entry.statement || "…"))
    );
  }
  function drawThird(entry, { size, said }) {
    const { name, role } = entry.attribution;
    const level = levelOf(entry);
    const label = labelIn(entry.language, level);
    const third = element(
      "div",
      { class: `third ${level}`, ...tongue(entry) },
      element("p", { class: "thirdWho" }, element("span", { class: `levelLabel ${level}`, lang: label.language, dir: label.dir }, label.text), element("bdi", { class: "name" }, name || "…"), role ? element("bdi", { class: "role" }, role) : null),
      element("p", { class: "thirdText" }, element("bdi", { dir: tongue(entry).dir }, ...withNumbers(said || "…")))
    );
    third.style.setProperty("--size", `${100 * size / PICTURE_WIDTH}cqi`);
    return third;
  }

  // composer/acts.js
  var NAMES = { corrections: "correct", refiles: "refile", hold: "hold", release: "release" };
  var EditDialog = class {
    #entry;
    #context;
    #act;
    #stands = element("div", { class: "stands" });
    #split = element("div", { class: "split" });
    #dialog;
    /**
     * @param {object} context `words`, `constraints`, `feed`, `tell`, `nowMs()`; `file({act, entry, body, fields})`
     * @param {object} given `act` · `entry` that stands · `fields` to begin with · `isConflict`: they were refused before
     */
    constructor(context, { act, entry, fields = null, isConflict = false, closed }) {
      const { words: words2, constraints } = context;
      this.#context = context;
      this.#act = act;
      this.#entry = entry;
      const begin2 = fields || fieldsOf(entry, context.feed.dir);
      const form = new Fields({ prefix: "edit", ...context, changed: () => this.#drawSplit(form) });
      const parts = [
        element("p", { class: "hint" }, words2[NAMES[act]].says),
        this.#stands,
        act === "corrections" ? form.text("note", { isOptional: false }) : null,
        form.text("statement", { tag: "textarea", rows: "3", isOptional: false }),
        this.#split,
        element("div", { class: "who" }, form.text("name", { isOptional: false }), form.text("role"), form.kind(constraints.source_kinds)),
        form.levels(),
        form.text("short"),
        element("details", {}, element("summary", {}, words2.more), form.text("section"), form.text("region"), form.text("slug"), form.text("link", { type: "url" }), form.stays(begin2.expires), form.direction())
      ].filter(Boolean);
      const agree = () => this.#agree(form);
      this.#dialog = new Dialog({ title: words2[NAMES[act]].title, go: words2[NAMES[act]].go, words: words2, parts, agree, closed });
      form.set(begin2);
      this.#drawSplit(form);
      this.#drawStanding(isConflict);
      this.#dialog.open(form.input(act === "corrections" ? "note" : "statement"));
    }
    /** Follow what stands while somebody is writing. */
    draw({ entry }) {
      if (!entry || entry.version <= this.#entry.version) return;
      this.#entry = entry;
      this.#drawStanding(true);
    }
    /** Offer to take a level, else a source, out of the statement: what was pasted here says it as often as elsewhere. */
    #drawSplit(form) {
      const offer = offerIn(form.value, this.#context.words, (found) => {
        form.set({ ...form.value, ...found });
        this.#drawSplit(form);
        form.input("statement").focus();
      });
      place(this.#split, [offer].filter(Boolean));
    }
    #drawStanding(isNews) {
      const { words: words2 } = this.#context;
      const version = number(words2, this.#entry.version, 0);
      const says = this.#entry.pubstatus === "usable" ? drawHeadline(this.#entry) : words2.heldWords;
      place(this.#stands, [element("p", {}, fill(words2.outbox.stands, { version }), " ", says)]);
      this.#dialog.complain(isNews ? fill(words2.conflictNow, { version }) : "");
    }
    #agree(form) {
      const lacking = missing(form.value, this.#act);
      form.showMissing(lacking);
      if (lacking.length > 0 || !form.prepare()) return false;
      const body = bodyOf(form.value, this.#act, this.#context.nowMs());
      this.#context.file({ act: this.#act, entry: this.#entry, body, fields: form.value });
      return true;
    }
  };
  var AskDialog = class {
    #entry;
    /** @param {object} given `spoken`: the words that the act is about, where this page knows them */
    constructor(context, { act, entry, spoken: spoken2, closed }) {
      const { words: words2 } = context;
      this.#entry = entry;
      const form = new Fields({ prefix: "ask", ...context, changed: () => {
      } });
      const says = element("p", { class: "stands" }, spoken2 ? drawHeadline(spoken2) : words2.heldWords);
      const parts = [says, element("p", { class: "hint" }, words2[act].says), form.text("reason")];
      const agree = () => form.prepare() && context.file({ act, entry: this.#entry, body: reasonIn(form) });
      new Dialog({ title: words2[act].title, go: words2[act].go, words: words2, parts, agree, closed }).open();
    }
    draw({ entry }) {
      if (entry && entry.version > this.#entry.version) this.#entry = entry;
    }
  };
  function reasonIn(form) {
    const reason = form.value.reason.trim();
    return reason === "" ? {} : { reason };
  }
  function confirmLevel({ words: words2, entry, feed, agree }) {
    const level = words2.levels[entry.level];
    const does = words2.confirmLevel.does[entry.level];
    const parts = [element("p", { class: "stands" }, drawHeadline(entry)), does ? element("p", { class: "hint" }, fill(does, { feed: feed.title })) : null].filter(Boolean);
    const titles = { title: fill(words2.confirmLevel.title, { level }), go: fill(words2.confirmLevel.go, { level }) };
    return new Dialog({ ...titles, words: words2, parts, agree }).open();
  }
  function confirmSeries({ words: words2, n, entries, agree }) {
    const list = element("ul", { role: "list" }, ...entries.map((entry) => element("li", {}, levelLabel(entry, words2), " ", drawHeadline(entry))));
    const title = count(words2, words2.series.confirm, entries.length);
    return new Dialog({ title, go: count(words2, words2.series.file, n), words: words2, parts: [element("div", { class: "stands" }, list)], agree }).open();
  }
  function confirm({ words: words2, title, go, says, agree }) {
    const parts = says.map((text) => element("p", {}, text));
    return new Dialog({ title, go, words: words2, parts, isGrave: true, agree }).open();
  }
  function showHelp(words2) {
    const rows = words2.help.keys.map(([keys, does]) => element("div", {}, element("dt", {}, element("kbd", { dir: "ltr" }, keys)), element("dd", {}, does)));
    return new Dialog({ title: words2.help.title, words: words2, parts: [element("dl", { class: "keys" }, ...rows)] }).open();
  }

  // composer/outbox.js
  var AGAIN_BASE_MS = 1e3;
  var AGAIN_MAX_MS = 3e4;
  var SENDING_MS = 2e4;
  var DONE_MS = 12 * 36e5;
  var DONE_MAX = 50;
  var WORDLESS = /* @__PURE__ */ new Set(["hold", "release", "kill"]);
  var NO_KEY = 401;
  var AGAIN = /* @__PURE__ */ new Set([408, 425, 429]);
  var UNWRITTEN = /* @__PURE__ */ new Set([NO_KEY, 425, 429]);
  function lined({ key, who: who2, feed, act, update = null, version = null, body, shows, nowMs: nowMs2 }) {
    return {
      key,
      who: who2,
      feed,
      act,
      // updates | corrections | refiles | hold | release | kill
      update,
      // the id that is acted on
      version,
      // the version that is acted on
      body,
      mark: printOf(body),
      // tells what was sent when the words are gone
      shows,
      madeMs: nowMs2,
      state: "queued",
      // queued | sending | filed | refused | conflict
      tries: 0,
      // how often it was sent
      status: null,
      // what the service answered last; null where nothing came
      unknown: 0,
      // how many of its tries may have been written: no answer has told
      dueMs: 0,
      // when to send it again
      sentMs: 0,
      // when it was last sent
      needsKey: false,
      // the session ended: nothing is sent before somebody has signed in
      problem: null,
      // why it was refused
      filed: null,
      // {id, version, atMs}: what the service wrote
      airedMs: null,
      // when its entry came back on our own reader
      gone: null,
      // withheld, canceled, or changed by somebody: what became of it since
      said: shows && printOfWords(shows)
      // tells its words from those of whoever acts on it later
    };
  }
  function printOfWords({ attribution, statement }) {
    return printOf(JSON.stringify([attribution.name, attribution.role || "", statement]));
  }
  function printOf(text) {
    let [one, other] = [3735928559, 1103547991];
    for (const character of text) {
      one = Math.imul(one ^ character.codePointAt(0), 2654435761);
      other = Math.imul(other ^ character.codePointAt(0), 1597334677);
    }
    one = Math.imul(one ^ one >>> 16, 2246822507) ^ Math.imul(other ^ other >>> 13, 3266489909);
    other = Math.imul(other ^ other >>> 16, 2246822507) ^ Math.imul(one ^ one >>> 13, 3266489909);
    return 4294967296 * (2097151 & other) + (one >>> 0);
  }
  function keptLine(line) {
    return line && { status: null, unknown: line.tries, said: null, ...line };
  }
  function requestOf({ key, feed, act, update, version }) {
    const updates = `feeds/${encodeURIComponent(feed)}/updates`;
    const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
    if (act === "updates") return { path: updates, headers };
    return { path: `${updates}/${encodeURIComponent(update)}/${act}`, headers: { ...headers, "If-Match": `"${version}"` } };
  }
  function advance(line, happening) {
    const { nowMs: nowMs2 } = happening;
    switch (happening.type) {
      case "send":
        return { ...line, state: "sending", tries: line.tries + 1, unknown: line.unknown + 1, sentMs: nowMs2, needsKey: false };
      case "failed":
        return later({ ...line, status: null }, happening);
      case "answered":
        return answered(line, happening);
      case "wake":
        return line.state === "queued" ? { ...line, dueMs: 0, needsKey: false } : line;
      case "stands":
        return stood(line, happening);
      default:
        return line;
    }
  }
  function answered(before, happening) {
    const { status, filed, problem } = happening;
    const line = { ...before, status, unknown: before.unknown - (UNWRITTEN.has(status) ? 1 : 0) };
    if (status === 200 || status === 201) return { ...line, state: "filed", filed, problem: null };
    if (status === NO_KEY) return { ...line, state: "queued", needsKey: true };
    if (status >= 500 || AGAIN.has(status)) return later(line, happening);
    return { ...line, state: status === 412 ? "conflict" : "refused", problem: { status, ...problem } };
  }
  function later(line, { nowMs: nowMs2, random, retryAfterMs: retryAfterMs2 = 0 }) {
    const ceilingMs = Math.min(AGAIN_MAX_MS, AGAIN_BASE_MS * 2 ** Math.min(line.tries, 10));
    return { ...line, state: "queued", dueMs: nowMs2 + retryAfterMs2 + random * ceilingMs };
  }
  function stood(line, { row, nowMs: nowMs2 }) {
    if (line.filed === null || row.id !== line.filed.id || row.version < line.filed.version) return line;
    const isUsable = row.pubstatus === "usable";
    const isOwnVersion = row.version === line.filed.version;
    const said = isOwnVersion && isUsable && !WORDLESS.has(line.act) ? printOfWords(row) : line.said;
    const isOwn = isOwnVersion || isUsable && line.said !== null && printOfWords(row) === line.said;
    const gone = !isUsable ? row.pubstatus : isOwn ? null : "changed";
    const airedMs = line.airedMs === null ? nowMs2 : line.airedMs;
    if (line.airedMs === airedMs && line.gone === gone && line.said === said && line.body === null) return line;
    return { ...line, airedMs, gone, said, body: null, shows: null };
  }
  function isDone({ state, airedMs }) {
    return state === "filed" && airedMs !== null;
  }
  function isWaiting(line, who2) {
    return line.who === who2 && (line.state === "queued" || line.state === "sending");
  }
  function isTakeable(line) {
    return line.state === "refused" || line.state === "conflict" || line.state === "queued" && !mayStand(line);
  }
  function mayStand({ unknown }) {
    return unknown > 0;
  }
  function holdUp(lines, isReached) {
    if (!isReached) return "network";
    const stuck = lines.filter(({ state, tries }) => state === "queued" && tries > 0);
    if (stuck.some(({ status }) => status === NO_KEY)) return "key";
    if (stuck.some(({ status }) => status === null)) return "network";
    return stuck.length > 0 ? "service" : null;
  }
  function whyQueued({ status }) {
    if (status === null) return "network";
    return status === NO_KEY ? "key" : "service";
  }
  function nextToSend(lines, who2, { nowMs: nowMs2, isAlone }) {
    const oldest = lines.filter((line) => isWaiting(line, who2)).sort(byAge)[0];
    if (oldest === void 0 || oldest.needsKey) return null;
    const isSent = oldest.state === "sending" && !isAlone && nowMs2 - oldest.sentMs < SENDING_MS;
    return isSent || oldest.dueMs > nowMs2 ? null : oldest;
  }
  function outlived(lines, nowMs2) {
    const done = lines.filter(isDone).sort(byAge).reverse();
    return done.filter((line, at) => at >= DONE_MAX || nowMs2 - line.madeMs > DONE_MS).map((line) => line.key);
  }
  function byAge(one, other) {
    return one.madeMs - other.madeMs || (one.key < other.key ? -1 : 1);
  }

  // composer/outboxview.js
  var SHOWN = 4;
  var LATEST_MS = 6e5;
  var OutboxView = class {
    #words;
    #calls;
    #rows = /* @__PURE__ */ new Map();
    // key -> {row, drawn}
    #list = element("ol", { class: "lines", role: "list" });
    #notice = element("p", { class: "notice" });
    #others = element("p", { class: "notice" });
    /** @param {object} calls `edit(line)`, `discard(line)`, `redo(line)`, `now()`, `discardOthers()` */
    constructor(words2, calls) {
      this.#words = words2;
      this.#calls = calls;
      const heading = element("h2", { id: "outbox-title" }, words2.outbox.title);
      this.element = element("section", { class: "outbox", "aria-labelledby": heading.id, tabindex: "-1" }, heading, this.#notice, this.#others, this.#list);
    }
    /**
     * Draw the lines, the newest first.
     *
     * @param {object} given `lines` of this key · `others`: how many of other keys wait · `standing(line)`: the entry that
     *   stands of its update, if one does · `screens(entry)`: `{n, of}` · `isLasting`: what is kept survives the page
     */
    draw({ lines, others, standing: standing2, screens, isLasting }) {
      const shown2 = [...lines].reverse().sort((one, other) => Number(isDone(one)) - Number(isDone(other))).slice(0, Math.max(SHOWN, lines.filter((line) => !isDone(line)).length));
      const words2 = this.#words.outbox;
      setText(this.#notice, [shown2.length === 0 ? words2.empty : "", isLasting ? "" : this.#words.notKept].filter(Boolean).join(" "));
      this.#drawOthers(others);
      const before = this.#rows;
      this.#rows = new Map(shown2.map((line) => [line.key, this.#draw(line, before.get(line.key), standing2(line), screens)]));
      place(this.#list, [...this.#rows.values()].map(({ row }) => row));
    }
    /** Say how the newest line stands, for where the outbox is out of sight: `{state, text}`; null if nobody waits for it. */
    latest(lines, nowMs2) {
      const line = lines[lines.length - 1];
      if (line === void 0 || isDone(line) && nowMs2 - line.madeMs > LATEST_MS) return null;
      return { state: stateOf(line), text: `${this.#words.outbox.title}: ${this.#stateText(line)}` };
    }
    focus() {
      (this.#list.querySelector("button") || this.element).focus();
    }
    #drawOthers(others) {
      const text = others > 0 ? count(this.#words, this.#words.outbox.others, others) : "";
      if (this.#others.dataset.text === text) return;
      this.#others.dataset.text = text;
      const discard = button(this.#words.outbox.discard, "quiet", () => this.#calls.discardOthers());
      this.#others.replaceChildren(...text ? [text, " ", discard] : []);
    }
    #draw(line, known2, entry, screens) {
      const seen = entry && entry.pubstatus === "usable" && line.gone === null ? screens(entry) : { n: 0, of: 0 };
      const drawn = JSON.stringify([line, entry && [entry.headline, entry.version, entry.pubstatus], seen, this.#words.language]);
      if (known2 && known2.drawn === drawn) return known2;
      const row = known2 ? known2.row : element("li", { class: "line" });
      row.dataset.state = stateOf(line);
      const hadFocus = row.contains(document.activeElement) ? document.activeElement.className : null;
      row.replaceChildren(...this.#parts(line, entry, seen));
      if (hadFocus !== null) (row.querySelector(`button[class="${hadFocus}"]`) || row.querySelector("button") || this.element).focus();
      return { row, drawn };
    }
    #parts(line, entry, seen) {
      const words2 = this.#words;
      const state = element("span", { class: "badge" }, this.#stateText(line));
      const act = line.act === "updates" ? null : element("span", { class: "act" }, words2.acts[line.act]);
      const onScreens2 = seen.of > 0 ? element("span", { class: seen.n > 0 ? "screens" : null }, fill(words2.outbox.screens, { n: number(words2, seen.n, 0), of: number(words2, seen.of, 0) })) : null;
      const at = line.filed ? element("time", { datetime: new Date(line.filed.atMs).toISOString() }, toTheSecond(words2, line.filed.atMs)) : element("time", { datetime: new Date(line.madeMs).toISOString() }, toTheSecond(words2, line.madeMs));
      const meta = element("p", { class: "meta" }, state, act, onScreens2, isDone(line) ? at : null);
      const headline = drawWords(line, entry);
      return [meta, headline, ...this.#explained(line, entry), this.#buttons(line)].filter(Boolean);
    }
    #stateText(line) {
      const words2 = this.#words.outbox;
      if (line.state === "filed") {
        if (line.gone !== null) return goneText(line, this.#words);
        if (line.airedMs !== null && line.act === "release") return words2.released;
        return line.airedMs === null ? fill(words2.filed, { at: toTheSecond(this.#words, line.filed.atMs) }) : words2.onAir;
      }
      return line.state === "queued" && whyQueued(line) === "key" ? words2.queuedKey : words2[line.state];
    }
    #explained(line, entry) {
      const words2 = this.#words.outbox;
      if (line.state === "queued" && line.tries > 0) return [element("p", { class: "hint" }, queuedText(line, this.#words))];
      if (line.gone === "changed") return this.#changed(entry);
      if (line.state === "refused") return [element("p", { class: "error" }, problemText(line.problem, this.#words))];
      if (line.state !== "conflict") return [];
      const version = entry ? number(this.#words, entry.version, 0) : "…";
      const now = entry && entry.pubstatus === "usable" ? drawHeadline(entry) : words2.noWords;
      return [element("p", { class: "error" }, problemText(line.problem, this.#words)), element("p", { class: "stands" }, fill(words2.stands, { version }), " ", now)];
    }
    /** Show what others made of it since as what stands, never as what was filed here. */
    #changed(entry) {
      if (!entry || entry.pubstatus !== "usable") return [];
      const stands = fill(this.#words.outbox.stands, { version: number(this.#words, entry.version, 0) });
      return [element("p", { class: "stands" }, stands, " ", drawHeadline(entry))];
    }
    #buttons(line) {
      const words2 = this.#words.outbox;
      const { edit, discard, redo, now } = this.#calls;
      const made = [];
      const hasWords = line.act === "updates" || line.act === "corrections" || line.act === "refiles";
      if (line.state === "conflict") made.push(button(words2.redo, "main redo", () => redo(line)));
      else if (isTakeable(line) && hasWords) made.push(button(words2.edit, "edit", () => edit(line)));
      if (line.state === "queued") made.push(button(words2.now, "now", now));
      if (line.state !== "filed" && line.state !== "sending") made.push(button(words2.discard, "quiet discard", () => discard(line)));
      return made.length > 0 ? element("div", { class: "buttons" }, ...made) : null;
    }
  };
  function drawWords(line, entry) {
    if (line.gone || line.filed && (line.act === "hold" || line.act === "kill")) return null;
    const shows = line.airedMs === null && line.shows ? line.shows : entry && entry.pubstatus === "usable" ? entry : null;
    return shows && element("p", { class: "words" }, drawHeadline(shows));
  }
  function goneText({ gone }, { outbox }) {
    return { canceled: outbox.killed, withheld: outbox.held, changed: outbox.changed }[gone];
  }
  function queuedText(line, words2) {
    const { tries, noKey, answered: answered2 } = words2.outbox;
    const why = whyQueued(line);
    if (why === "key") return fill(noKey, { status: line.status });
    return count(words2, why === "service" ? answered2 : tries, line.tries, { status: line.status });
  }
  function stateOf(line) {
    if (line.state !== "filed") return line.state;
    return line.gone || (line.airedMs === null ? "filed" : "aired");
  }
  function problemText(problem, words2) {
    const kind = String(problem.type || "").split(":").pop();
    const said = words2.problems[kind];
    const fields = (problem.errors || []).map((error) => `${error.field}: ${ruleText(error, words2)}`);
    return [said || fill(words2.problems.other, { status: problem.status }), ...fields].join(" ");
  }

  // composer/receipts.js
  function whereShown(view, id) {
    const groups = { showing: [], clear: [], silent: [] };
    for (const surface of view && view.surfaces || []) {
      const isShowing = surface.shown.some((shown2) => shown2.id === id);
      if (surface.silent) groups.silent.push({ ...surface, isShowing });
      else groups[isShowing ? "showing" : "clear"].push(surface);
    }
    return groups;
  }
  function onScreens(view, id, version) {
    const reporting = (view && view.surfaces || []).filter(({ silent }) => !silent);
    const showing = reporting.filter(({ shown: shown2 }) => shown2.some((one) => one.id === id && one.version === version));
    return { n: showing.length, of: reporting.length };
  }
  function receiptOf(view, id) {
    return (view && view.receipts || []).find((receipt) => receipt.id === id) || null;
  }
  function receiptText(receipt, surfaces, words2, say) {
    const { clear, of, waiting, silent, after_ms: afterMs } = receipt;
    if (of === 0 && silent.length === 0) return words2.none;
    const areLowerThirds = surfaces.length > 0 && surfaces.every(({ kind: kind2 }) => kind2 === "lower-third");
    const kind = say.count(areLowerThirds ? words2.lowerThirds : words2.surfaces, of, {});
    const values = { clear: say.number(clear, 0), s: afterMs === null ? "" : say.number(afterMs / 1e3, 1), kind };
    const parts = of === 0 ? [] : [say.count(afterMs === null ? words2.clear : words2.clearAfter, of, values)];
    if (waiting.length > 0) parts.push(say.fill(words2.waiting, { names: waiting.join(", ") }));
    if (silent.length > 0) parts.push(silentText(silent, surfaces, words2, say));
    return parts.join(words2.and);
  }
  function silentText(names, surfaces, words2, say) {
    const last = surfaces.filter(({ name }) => names.includes(name)).map(({ at }) => Date.parse(at));
    const since = last.length > 0 ? Math.min(...last) : NaN;
    if (Number.isNaN(since)) return say.count(words2.silent, names.length, {});
    return say.count(words2.silentSince, names.length, { at: say.clock(since) });
  }

  // composer/kill.js
  var KillDialog = class {
    #context;
    #entry;
    #key = null;
    #dialog;
    #stands = element("div", { class: "stands" });
    #where = element("ul", { class: "where" });
    #notes = element("ul", { class: "notes", role: "list" });
    #question;
    #result = element("div", { class: "receipt", hidden: "" });
    #state = element("p", { class: "receiptState" });
    #receipt = element("p", { class: "receiptText" });
    /**
     * @param {object} context `words`, `constraints`, `feed`, `tell`; `file({act, entry, body})` gives the line;
     *   `say(receipt, surfaces)` its text · @param {object} given `entry` · `isConflict` · `closed()`
     */
    constructor(context, { entry, isConflict = false, closed }) {
      const { words: words2 } = context;
      this.#context = context;
      this.#entry = entry;
      const form = new Fields({ prefix: "kill", ...context, changed: () => {
      } });
      this.#question = element("div", {}, element("p", { class: "hint" }, words2.kill.says), this.#where, this.#notes, form.text("reason"));
      this.#result.append(this.#state, this.#receipt);
      this.#result.setAttribute("role", "status");
      const agree = () => this.#agree(form);
      this.#dialog = new Dialog({ title: words2.kill.title, go: words2.kill.go, words: words2, isGrave: true, parts: [this.#stands, this.#question, this.#result], agree, closed });
      if (isConflict) this.#complain();
      this.#drawStanding();
      this.draw({ entry, view: context.view(), line: null });
      this.#dialog.open();
    }
    /** Give the key of the kill's line in the outbox, once there is one. */
    get key() {
      return this.#key;
    }
    close() {
      this.#dialog.close();
    }
    /** Draw what is known now: `entry` that stands, `view` of the surfaces, `line` of the outbox. */
    draw({ entry, view, line }) {
      if (this.#key === null) this.#follow(entry, view);
      else this.#drawResult(line, view);
    }
    #agree(form) {
      const { words: words2 } = this.#context;
      if (!form.prepare()) return false;
      this.#key = this.#context.file({ act: "kill", entry: this.#entry, body: reasonIn(form) }).key;
      this.#question.hidden = true;
      this.#stands.hidden = true;
      place(this.#stands, []);
      this.#result.hidden = false;
      this.#dialog.settle(words2, words2.receipt.title);
      this.#dialog.complain("");
      return false;
    }
    #follow(entry, view) {
      if (entry && entry.version > this.#entry.version) {
        this.#entry = entry;
        this.#complain();
        this.#drawStanding();
        if (entry.pubstatus === "canceled") this.#dialog.close();
      }
      const { places, notes } = this.#whereTexts(view);
      if (this.#where.dataset.texts === JSON.stringify([places, notes])) return;
      this.#where.dataset.texts = JSON.stringify([places, notes]);
      const row = ({ look, text }) => element("li", { class: look }, text);
      place(this.#where, places.map(row));
      place(this.#notes, notes.map(row));
    }
    #complain() {
      const { words: words2 } = this.#context;
      this.#dialog.complain(fill(words2.kill.conflict, { version: number(words2, this.#entry.version, 0) }));
    }
    #drawStanding() {
      const { words: words2 } = this.#context;
      place(this.#stands, [element("p", {}, this.#entry.pubstatus === "usable" ? drawHeadline(this.#entry) : words2.heldWords)]);
    }
    /** Give the places that the words vanish from, and apart from them what is to be known of the other screens. */
    #whereTexts(view) {
      const { words: words2, feed } = this.#context;
      const said = words2.kill;
      const plain2 = (text) => ({ look: "", text });
      const everywhere = [plain2(fill(said.readers, { feed: feed.title })), plain2(said.history)];
      if (view === null) return { places: everywhere, notes: [plain2(said.unseen)] };
      if (view.surfaces.length === 0) return { places: everywhere, notes: [plain2(said.noScreens)] };
      const { showing, clear, silent } = whereShown(view, this.#entry.id);
      const delayed = clear.filter((surface) => surface.delay_s > 0);
      const others = clear.length - delayed.length;
      const airing = showing.map(({ name }) => ({ look: "airing", text: fill(said.airing, { name }) }));
      const notes = [
        ...silent.map(({ name, at, isShowing }) => ({ look: "silent", text: fill(isShowing ? said.silentAiring : said.silent, { name, at: clock(words2, Date.parse(at)) }) })),
        ...delayed.map(({ name, delay_s: s }) => plain2(fill(said.delayed, { name, s: number(words2, s, 0) }))),
        ...others > 0 ? [plain2(count(words2, said.notAiring, others))] : []
      ];
      return { places: [...airing, ...everywhere], notes };
    }
    #drawResult(line, view) {
      const { words: words2, say } = this.#context;
      const isFiled = line !== null && line.state === "filed";
      setText(this.#state, stateText(line, words2));
      this.#state.dataset.state = isFiled ? "done" : "working";
      const receipt = isFiled ? receiptOf(view, this.#entry.id) : null;
      const waits = isFiled && view !== null ? words2.receipt.fetching : "";
      setText(this.#receipt, receipt ? say(receipt, view.surfaces) : waits);
    }
  };
  function stateText(line, words2) {
    if (line === null) return words2.outbox.queued;
    if (line.state === "filed") return fill(words2.kill.done, { at: toTheSecond(words2, line.filed.atMs) });
    if (line.state === "refused") return problemText(line.problem, words2);
    if (line.state === "queued" && line.tries > 0) return `${words2.outbox.queued}: ${queuedText(line, words2)}`;
    return line.state === "sending" ? words2.kill.working : words2.outbox[line.state];
  }

  // composer/requests.js
  var ANSWER_WITHIN_MS = 1e4;
  var Unreachable = class extends Error {
  };
  var SERVER = new URL("../../", document.baseURI).href;
  async function askService(method, path, { headers = {}, body = null } = {}) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN_MS);
    try {
      const answer = await fetch(SERVER + path, { method, headers, body, signal: patience.signal, cache: "no-store" });
      return { status: answer.status, ok: answer.ok, headers: answer.headers, body: await bodyIn(answer) };
    } catch (failed) {
      throw new Unreachable(String(failed));
    } finally {
      clearTimeout(timer);
    }
  }
  function unreachable(failed) {
    if (!(failed instanceof Unreachable)) throw failed;
    return null;
  }
  async function bodyIn(answer) {
    const text = await answer.text();
    try {
      return JSON.parse(text);
    } catch (_) {
      return null;
    }
  }
  function retryAfterMs(headers) {
    const seconds = Number(headers.get("Retry-After"));
    return Number.isFinite(seconds) ? Math.min(60, Math.max(0, seconds)) * 1e3 : 0;
  }

  // composer/actions.js
  var EDITS = /* @__PURE__ */ new Set(["corrections", "refiles"]);
  var Actions = class {
    #context;
    #open = null;
    // {dialog, feed, id}: the question that is open
    #isOver = false;
    filedHere = /* @__PURE__ */ new Set();
    /**
     * @param {object} context `words`, `constraints`, `courier`, `readers`, `drafts`; `feed()` the edition in sight,
     *   `feedOf(slug)` another one, `form()`, `nowMs()`, `view()` of the surfaces, `say(receipt, surfaces)`, `tell(text)`, `changed()`
     */
    constructor(context) {
      this.#context = context;
    }
    /** What can be done from the feed. */
    get forFeed() {
      return { act: (act, entry) => this.ask(act, entry), substitute: (entry) => this.#substitute(entry) };
    }
    /** What can be done from the outbox. */
    get forOutbox() {
      return {
        edit: (line) => this.#edit(line),
        discard: (line) => this.#discard(line),
        redo: (line) => this.#redo(line),
        now: () => this.#context.courier.wake(),
        discardOthers: () => this.#discardOthers()
      };
    }
    /** Ask before an act; `more` is what to begin with. */
    ask(act, entry, more = {}) {
      if (this.#open !== null) return;
      const { readers, feedOf } = this.#context;
      const feed = more.line ? feedOf(more.line.feed) : this.#context.feed();
      const given = { ...this.#context, feed, file: (filed) => this.#file(feed, filed, more.line) };
      const open2 = { feed: feed.slug, id: entry.id, dialog: null };
      const closed = () => {
        if (this.#open === open2) this.#open = null;
      };
      const held = readers.remembered.get(entry.id);
      const spoken2 = entry.pubstatus === "usable" ? entry : held;
      const known2 = fieldsOf(spoken2 || { attribution: { name: "" }, level: "urgent", statement: "" }, feed.dir);
      this.#open = open2;
      if (EDITS.has(act)) open2.dialog = new EditDialog(given, { act, entry, fields: more.fields || known2, isConflict: more.isConflict, closed });
      else if (act === "kill") open2.dialog = new KillDialog(given, { entry, isConflict: more.isConflict, closed });
      else open2.dialog = new AskDialog(given, { act, entry, spoken: spoken2, closed });
    }
    /** Let the question that is open follow what stands. */
    draw(view) {
      if (this.#open === null) return;
      const { dialog, feed, id } = this.#open;
      const line = dialog.key ? this.#context.courier.line(dialog.key) : null;
      dialog.draw({ entry: this.#context.readers.entry(feed, id), view, line });
    }
    close() {
      if (this.#open && this.#open.dialog.close) this.#open.dialog.close();
      for (const open2 of document.querySelectorAll("dialog")) open2.remove();
    }
    /** Ask nothing more: nobody is at this desk any longer. */
    stop() {
      this.#isOver = true;
      this.close();
    }
    /** Take what became of a line: words that were refused come back, and a kill that came too late is asked again. */
    lineChanged(line) {
      if (line === null) return;
      if (line.state === "refused" && this.filedHere.has(line.key)) this.#giveBack(line);
      if (line.state === "filed") this.filedHere.delete(line.key);
      const isOurs = this.#open !== null && this.#open.dialog && this.#open.dialog.key === line.key;
      if (isOurs && line.state === "conflict") {
        this.close();
        this.#open = null;
        this.#redo(line);
      }
    }
    #file(feed, { act, entry, body, fields }, replaced) {
      const { courier, changed } = this.#context;
      if (replaced) courier.drop(replaced.key);
      const shows = fields ? shownOf(fields, feed) : null;
      const line = courier.take({ feed: feed.slug, act, update: entry.id, version: entry.version, body, shows });
      changed();
      return line;
    }
    #substitute(entry) {
      const form = this.#context.form();
      form.set({ ...form.value, replaces: entry.id });
      this.#context.drafts.keep(form.value);
      form.focus();
    }
    #giveBack(line) {
      this.filedHere.delete(line.key);
      const { courier, drafts } = this.#context;
      const form = this.#context.form();
      if (!form.isBlank || this.#open !== null || !form.element.contains(document.activeElement)) return;
      this.#intoForm(line);
      form.showProblem(problemText({ ...line.problem, errors: [] }, this.#context.words), line.problem.errors || []);
      courier.drop(line.key);
      drafts.keep(form.value);
    }
    #intoForm(line) {
      const form = this.#context.form();
      form.set(fieldsIn(JSON.parse(line.body)));
      this.#context.drafts.keep(form.value);
    }
    #edit(line) {
      if (line.act !== "updates") return this.#redo(line);
      const form = this.#context.form();
      const { words: words2, courier } = this.#context;
      const take = () => {
        const now = courier.line(line.key);
        if (now === null || now.tries !== line.tries) return;
        this.#intoForm(line);
        courier.drop(line.key);
        if (line.problem) form.showProblem(problemText({ ...line.problem, errors: [] }, words2), line.problem.errors || []);
        else form.focus();
      };
      if (form.isBlank) return take();
      return confirm({ words: words2, title: words2.outbox.edit, go: words2.outbox.edit, says: [words2.outbox.overwrite], agree: take });
    }
    #discard(line) {
      const { words: words2, courier } = this.#context;
      const says = line.state === "queued" && mayStand(line) ? [words2.outbox.mayStand] : [];
      confirm({ words: words2, title: words2.outbox.discardTitle, go: words2.outbox.discard, says, agree: () => courier.drop(line.key) });
    }
    #discardOthers() {
      const { words: words2, courier } = this.#context;
      const drop = () => {
        for (const line of courier.lines) if (isWaiting(line, line.who) && !courier.isMine(line)) courier.drop(line.key);
      };
      confirm({ words: words2, title: words2.outbox.discardTitle, go: words2.outbox.discard, says: [], agree: drop });
    }
    /** Ask again for an act that found another version, beside what stands now. */
    async #redo(line) {
      const { words: words2, courier } = this.#context;
      const entry = await this.#standing(line);
      if (entry === null || this.#isOver) return;
      const fields = EDITS.has(line.act) ? fieldsIn(JSON.parse(line.body)) : null;
      if (line.act === "kill") courier.drop(line.key);
      if (entry.pubstatus === "canceled" || line.act === "release" && entry.pubstatus !== "withheld") {
        confirm({ words: words2, title: words2.outbox.conflict, go: words2.outbox.discard, says: [words2.problems["not-allowed-in-state"]], agree: () => courier.drop(line.key) });
        return;
      }
      this.ask(line.act, entry, { line, fields, isConflict: true });
    }
    async #standing(line) {
      const { readers } = this.#context;
      try {
        const answer = await askService("GET", `v1/feeds/${encodeURIComponent(line.feed)}/updates/${encodeURIComponent(line.update)}`);
        if (answer.ok) return answer.body;
      } catch (failed) {
        if (!(failed instanceof Unreachable)) throw failed;
      }
      return readers.entry(line.feed, line.update) || null;
    }
  };
  function shownOf(fields, feed) {
    const { attribution, statement, language, dir, level } = previewOf(fields, feed, (/* @__PURE__ */ new Date()).toISOString());
    return { attribution, statement, language, dir, level };
  }

  // composer/bar.js
  var Bar = class {
    #words;
    #state = element("p", { class: "state" });
    #text = element("span", {});
    #edition = null;
    /** @param {object} given `words`, `who`, `feeds`, `feed`; `face(slug)`, `speak(language)`, `signOut()`, `help()` */
    constructor({ words: words2, who: who2, feeds, feed, face, speak: speak2, signOut: signOut2, help }) {
      this.#words = words2;
      this.#state.append(element("span", { class: "lamp", "aria-hidden": "true" }), this.#text);
      this.#edition = element("select", { id: "edition" }, ...feeds.map(({ slug, title }) => element("option", { value: slug }, title)));
      this.#edition.value = feed;
      this.#edition.addEventListener("change", () => face(this.#edition.value));
      this.element = element(
        "header",
        { class: "bar" },
        element("a", { class: "skip", href: "#new-statement" }, words2.skip),
        element("p", { class: "mark" }, element("span", { lang: "en", dir: "ltr" }, "ticker"), " ", element("span", { class: "what" }, words2.composer)),
        element("p", { class: "edition" }, element("label", { for: "edition" }, words2.edition), " ", this.#edition),
        this.#state,
        element(
          "div",
          { class: "me" },
          element("p", { class: "whoami" }, element("bdi", {}, who2.name), " ", element("span", { class: "role" }, words2.roles[who2.role] || who2.role)),
          languageChoice(words2, speak2),
          button(words2.help.go, "quiet helpButton", help),
          button(words2.signOut.go, "quiet", signOut2)
        )
      );
    }
    /** Say how the edition's reader stands; `at` is when it last heard anything. */
    draw(state, at) {
      this.#state.dataset.state = state;
      setText(this.#text, fill(this.#words.states[state], { at }));
      return this.#text.textContent;
    }
  };
  function languageChoice(words2, speak2) {
    const options = LANGUAGES.map(({ language, called }) => element("option", { value: language, lang: language }, called));
    const choice = element("select", { id: "language", class: "languages" }, ...options);
    choice.value = words2.language;
    choice.addEventListener("change", () => speak2(choice.value));
    return element("p", { class: "language" }, element("label", { for: "language" }, words2.languageOf), " ", choice);
  }

  // composer/kept.js
  var PREFIX = "ticker composer ";
  var Kept = class {
    #memory = /* @__PURE__ */ new Map();
    constructor(storage = storageHere()) {
      this.storage = storage;
    }
    /** Tell whether what is kept survives this page. */
    get isLasting() {
      return this.storage !== null;
    }
    /** Give what is kept under a name; null if nothing is, or nothing that we wrote. */
    get(name) {
      if (this.#memory.has(name)) return this.#memory.get(name);
      try {
        return JSON.parse(this.storage.getItem(PREFIX + name));
      } catch (_) {
        return null;
      }
    }
    /** Keep a value; tell whether it will survive this page. */
    set(name, value) {
      try {
        this.storage.setItem(PREFIX + name, JSON.stringify(value));
        this.#memory.delete(name);
        return true;
      } catch (_) {
        this.#memory.set(name, value);
        return false;
      }
    }
    remove(name) {
      this.#memory.delete(name);
      try {
        this.storage.removeItem(PREFIX + name);
      } catch (_) {
      }
    }
    /** Give every name that begins so. */
    names(beginning) {
      const found = new Set([...this.#memory.keys()].filter((name) => name.startsWith(beginning)));
      for (const stored of this.#stored()) {
        if (stored.startsWith(PREFIX + beginning)) found.add(stored.slice(PREFIX.length));
      }
      return [...found];
    }
    #stored() {
      try {
        return Object.keys(this.storage);
      } catch (_) {
        return [];
      }
    }
    /** Call `changed(name)` when another tab has changed what is kept; gives a function that ends it. */
    follow(changed) {
      const heard = ({ key }) => key !== null && key.startsWith(PREFIX) && changed(key.slice(PREFIX.length));
      addEventListener("storage", heard);
      return () => removeEventListener("storage", heard);
    }
  };
  function storageHere() {
    try {
      const probe = `${PREFIX}probe`;
      localStorage.setItem(probe, "1");
      localStorage.removeItem(probe);
      return localStorage;
    } catch (_) {
      return null;
    }
  }
  function mint() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // composer/courier.js
  var LINE = "line ";
  var OWN = "own ";
  var LOOK_EVERY_MS = 1e3;
  var LOCKED_MS = 3e4;
  var SETTLE_MS = 100;
  var OWN_MAX = 500;
  var Courier = class {
    #kept;
    #changed;
    #who = null;
    #timer = null;
    #isCarrying = false;
    #endings = [];
    /** @param {function} changed called with the key of a line whenever one has changed, here or in another tab */
    constructor(kept2, changed) {
      this.#kept = kept2;
      this.#changed = changed;
    }
    /** Begin to carry for somebody. */
    start(who2) {
      this.#who = who2;
      this.#endings.push(this.#kept.follow((name) => name.startsWith(LINE) && this.#changed(name.slice(LINE.length))));
      for (const name of ["online", "pageshow"]) this.#listen(self, name, () => this.wake());
      this.#listen(document, "visibilitychange", () => document.hidden || this.wake());
      this.#timer = setInterval(() => this.carry(), LOOK_EVERY_MS);
      this.#outlive();
      this.wake();
    }
    /** Carry nothing more, and tell of nothing: what is under way is still written down when it is answered. */
    stop() {
      clearInterval(this.#timer);
      this.#changed = () => void 0;
      for (const end of this.#endings) end();
      this.#endings = [];
      this.#who = null;
    }
    #listen(target, name, call) {
      target.addEventListener(name, call);
      this.#endings.push(() => target.removeEventListener(name, call));
    }
    /** Give every line that this browser keeps, also those of other keys, the oldest first. */
    get lines() {
      return this.#kept.names(LINE).map((name) => keptLine(this.#kept.get(name))).filter(Boolean).sort(byAge);
    }
    isMine(line) {
      return this.#who !== null && line.who === this.#who.id;
    }
    line(key) {
      return keptLine(this.#kept.get(LINE + key));
    }
    /**
     * Put a line into the outbox. One that says the same under this key is there already, and stays; other words under
     * it, from another tab, are another line. `order` tells those apart that are taken at the same time.
     */
    take({ key = mint(), order = 0, feed, act, update, version, body, shows }) {
      const text = JSON.stringify(body);
      const known2 = this.line(key);
      if (known2 && known2.mark === printOf(text)) return known2;
      const made = { key: known2 ? mint() : key, who: this.#who.id, feed, act, update, version, body: text, shows };
      const line = lined({ ...made, nowMs: Date.now() + order });
      this.#write(line);
      this.carry();
      return line;
    }
    /** Take a line out again. */
    drop(key) {
      this.#kept.remove(LINE + key);
      this.#changed(key);
    }
    /** Forget everything of a key that is done with: what waits stays. */
    forgetDone() {
      for (const line of this.lines) if (!isWaiting(line, line.who)) this.drop(line.key);
    }
    /** Try what waits now: the network, the service or the session is back. */
    wake() {
      for (const line of this.#mine()) this.#happen(line, { type: "wake" });
      this.carry();
    }
    /** Take what stands of updates, as our own reader has it. */
    stands(feed, entryOf) {
      for (const line of this.lines) {
        const row = line.filed && line.feed === feed ? entryOf(line.filed.id) : void 0;
        if (row !== void 0) this.#happen(line, { type: "stands", row });
      }
    }
    /** Give the ids of the updates that were filed with this key here. */
    get own() {
      return new Set(this.#who && this.#kept.get(OWN + this.#who.id) || []);
    }
    #mine() {
      return this.lines.filter((line) => isWaiting(line, this.#who && this.#who.id));
    }
    /** Send what is due, in this tab or wherever the lock is. */
    async carry() {
      if (this.#isCarrying || this.#who === null || navigator.onLine === false || this.#next(true) === null) return;
      this.#isCarrying = true;
      try {
        await alone(`ticker outbox ${this.#who.id}`, (isAlone, hasWaited) => this.#send(isAlone, hasWaited));
      } finally {
        this.#isCarrying = false;
      }
    }
    #next(isAlone) {
      return nextToSend(this.lines, this.#who && this.#who.id, { nowMs: Date.now(), isAlone });
    }
    async #send(isAlone, hasWaited) {
      if (hasWaited) for (const { key } of this.lines) this.#changed(key);
      if (hasWaited || this.#mine().some(({ state }) => state === "sending")) await settled();
      for (let line = this.#next(isAlone); line !== null; line = this.#next(isAlone)) {
        await this.#sendOne(this.#happen(line, { type: "send" }));
      }
    }
    async #sendOne(line) {
      const { path, headers } = requestOf(line);
      try {
        const answer = await askService("POST", `v1/${path}`, { headers, body: line.body });
        this.#answered(line.key, answer);
      } catch (failed) {
        if (!(failed instanceof Unreachable)) throw failed;
        this.#happen(this.line(line.key), { type: "failed" });
      }
    }
    #answered(key, { status, ok, headers, body }) {
      const line = this.line(key);
      if (line === null) return;
      const filed = ok ? filedIn(line, headers, body) : null;
      const problem = ok ? null : body || {};
      this.#happen(line, { type: "answered", status, filed, problem, retryAfterMs: retryAfterMs(headers) });
      if (filed && line.act === "updates") this.#own(line.who, filed.id);
    }
    #own(who2, id) {
      const known2 = this.#kept.get(OWN + who2) || [];
      if (!known2.includes(id)) this.#kept.set(OWN + who2, [id, ...known2].slice(0, OWN_MAX));
    }
    #happen(line, happening) {
      if (line === null) return null;
      const next2 = advance(line, { nowMs: Date.now(), random: Math.random(), ...happening });
      if (next2 !== line) this.#write(next2);
      return next2;
    }
    #write(line) {
      this.#kept.set(LINE + line.key, line);
      this.#changed(line.key);
    }
    #outlive() {
      for (const key of outlived(this.lines, Date.now())) this.drop(key);
    }
  };
  function filedIn(line, headers, body) {
    const version = Number(headers.get("Ticker-Version"));
    const isRecorded = body && body.version === version;
    const atMs = Date.parse(isRecorded ? body.version_created : headers.get("Date"));
    return { id: line.update || body && body.id, version, atMs: Number.isNaN(atMs) ? Date.now() : atMs };
  }
  async function alone(name, act) {
    const patience = new AbortController();
    let timer = null;
    let isBegun = false;
    const begin2 = (hasWaited) => async (lock) => {
      clearTimeout(timer);
      if (lock === null) return false;
      isBegun = true;
      await act(true, hasWaited);
      return true;
    };
    try {
      if (await navigator.locks.request(name, { ifAvailable: true }, begin2(false))) return;
      timer = setTimeout(() => patience.abort(), LOCKED_MS);
      await navigator.locks.request(name, { signal: patience.signal }, begin2(true));
    } catch (failed) {
      if (isBegun && failed.name !== "AbortError") throw failed;
      if (isBegun) return;
      if (failed.name === "AbortError") await navigator.locks.request(name, { steal: true }, begin2(true)).catch(() => void 0);
      else await act(false, false);
    } finally {
      clearTimeout(timer);
    }
  }
  function settled() {
    return new Promise((done) => {
      setTimeout(done, SETTLE_MS);
    });
  }

  // composer/drafts.js
  var NAME = "draft";
  var Drafts = class {
    #kept;
    #tab = new Kept(tabStorage());
    #name;
    #key = mint();
    constructor(kept2, who2) {
      this.#kept = kept2;
      this.#name = `${NAME} ${who2.id}`;
    }
    /** The key under which the line will be filed; minted with it. */
    get key() {
      return this.#key;
    }
    /** Give the fields of the draft that was left here, or null. */
    recall() {
      const known2 = this.#tab.get(this.#name) || this.#kept.get(this.#name);
      if (known2 === null || typeof known2.fields !== "object") return null;
      this.#key = known2.key;
      return known2.fields;
    }
    keep(fields) {
      const draft = { key: this.#key, fields };
      this.#tab.set(this.#name, draft);
      this.#kept.set(this.#name, draft);
    }
    /** Begin another draft; the other tabs' are theirs. */
    begin() {
      const common = this.#kept.get(this.#name);
      if (common !== null && common.key === this.#key) this.#kept.remove(this.#name);
      this.#tab.remove(this.#name);
      this.#key = mint();
    }
    /** Go on under another key: another tab has filed other words under this one. */
    part(fields) {
      this.#key = mint();
      this.keep(fields);
    }
    forget() {
      this.#tab.remove(this.#name);
      this.#kept.remove(this.#name);
    }
  };
  function tabStorage() {
    try {
      return sessionStorage;
    } catch (_) {
      return null;
    }
  }

  // shared/fold.js
  var ENTRIES = /* @__PURE__ */ new Set(["update", "correction", "refile", "hold", "release", "kill"]);
  var CURSOR = /^([a-z0-9]{8})\.([0-9]{1,15})$/;
  function empty(size) {
    return {
      size,
      epoch: null,
      seq: -1,
      // the highest place folded so far
      covered: -1,
      // the place of the last snapshot: entries up to it are in it, or were replaced
      horizon: 0,
      // the highest order that was dropped: at it and below it nothing is taken in
      gap: false,
      // a gap was announced, and its snapshot has not come yet
      atMs: null,
      // the server's clock, as the last status told it
      rows: /* @__PURE__ */ new Map()
      // id -> the entry that stands, or a tombstone without words
    };
  }
  function fold(state, received) {
    if (received.type === "snapshot") return foldSnapshot(state, received);
    if (received.type === "gap") return { ...state, gap: true };
    if (received.type === "status") return foldStatus(state, received);
    return ENTRIES.has(received.type) ? foldEntry(state, received) : state;
  }
  function shown(state, nowMs2) {
    return newestFirst(state.rows).filter((row) => row.pubstatus === "usable" && !isExpired(row, nowMs2)).slice(0, state.size);
  }
  function serverMs(state, elapsedMs) {
    return state.atMs === null ? null : state.atMs + elapsedMs;
  }
  function isExpired(row, nowMs2) {
    return nowMs2 !== null && row.expires !== void 0 && Date.parse(row.expires) <= nowMs2;
  }
  function position(cursor) {
    const match = typeof cursor === "string" ? CURSOR.exec(cursor) : null;
    return match && { epoch: match[1], seq: Number(match[2]) };
  }
  function foldSnapshot(state, { epoch, seq, updates }) {
    const isOlder = epoch === state.epoch && seq < state.seq;
    if (isOlder && !state.gap) return state;
    const rows = new Map(updates.map((entry) => [entry.id, entry]));
    const isFull = updates.length >= state.size;
    const horizon = isFull ? Math.min(...updates.map((entry) => entry.order)) - 1 : 0;
    return trim({ ...state, epoch, seq, covered: seq, horizon, gap: false, rows });
  }
  function foldStatus(state, { at }) {
    const atMs = Date.parse(at);
    return Number.isNaN(atMs) ? state : trim({ ...state, atMs });
  }
  function foldEntry(state, entry) {
    const place2 = position(entry.cursor);
    const isForeign = place2 === null || state.epoch !== null && place2.epoch !== state.epoch;
    if (isForeign || place2.seq <= state.covered) return state;
    const next2 = { ...state, epoch: place2.epoch, seq: Math.max(state.seq, place2.seq) };
    const standing2 = state.rows.get(entry.id);
    if (entry.order <= state.horizon || standing2 && standing2.version >= entry.version) return next2;
    const rows = new Map(state.rows).set(entry.id, entry.pubstatus === "usable" ? entry : tombstone(entry));
    return trim({ ...next2, rows });
  }
  function tombstone({ id, version, order, pubstatus }) {
    return { id, version, order, pubstatus };
  }
  function trim(state) {
    const standing2 = newestFirst(state.rows).filter((row) => !isExpired(row, state.atMs));
    const kept2 = standing2.slice(0, 2 * state.size);
    const dropped = standing2[2 * state.size];
    const horizon = dropped ? Math.max(state.horizon, dropped.order) : state.horizon;
    return { ...state, horizon, rows: new Map(kept2.map((row) => [row.id, row])) };
  }
  function newestFirst(rows) {
    return [...rows.values()].sort((one, other) => other.order - one.order);
  }

  // composer/archive.js
  var KILLED_SHOWN_MS = 36e5;
  var TAKEN_KINDS = { withheld: "hold", canceled: "kill" };
  function emptyArchive() {
    return { epoch: null, seq: -1, covered: -1, rows: /* @__PURE__ */ new Map(), isBehind: true };
  }
  function withHeld(state, held, now) {
    if (held.epoch === null) return state;
    const isForeign = state.epoch !== held.epoch;
    const before = isForeign ? /* @__PURE__ */ new Map() : state.rows;
    const rows = standing(before, held);
    let changes = 0;
    for (const row of held.rows.values()) {
      const known2 = rows.get(row.id);
      if (known2 !== void 0 && known2.version >= row.version) continue;
      rows.set(row.id, row.pubstatus === "usable" ? row : { ...tracesOf(known2), ...row, type: TAKEN_KINDS[row.pubstatus], version_created: now });
      changes += 1;
    }
    const isSkipped = isForeign || held.covered !== state.covered || held.seq - state.seq > changes;
    return { epoch: held.epoch, seq: held.seq, covered: held.covered, rows, isBehind: state.isBehind || isSkipped };
  }
  function standing(rows, held) {
    const orders = [...held.rows.values()].map(({ order }) => order);
    const lowest = orders.length > 0 ? Math.min(...orders) : 0;
    const isLeft = ([id, row]) => row.pubstatus !== "usable" || row.order < lowest || held.rows.has(id);
    return new Map([...rows].filter(isLeft));
  }
  function tracesOf(known2) {
    return known2 === void 0 ? {} : { first_created: known2.first_created, level: known2.level };
  }
  function withLog(state, entries, seq) {
    const rows = new Map(entries.map((entry) => [entry.id, entry]));
    for (const row of state.rows.values()) {
      const read = rows.get(row.id);
      if (read === void 0 ? row.order > seq : row.version > read.version) rows.set(row.id, row);
      else if (read !== void 0 && read.pubstatus !== "usable") rows.set(row.id, { ...tracesOf(row), ...read });
    }
    return { ...state, rows, isBehind: false };
  }
  function heldIn({ rows }) {
    return [...rows.values()].filter(({ pubstatus }) => pubstatus === "withheld");
  }
  function killedIn({ rows }, nowMs2) {
    const isRecent = (row) => row.pubstatus === "canceled" && nowMs2 - Date.parse(row.version_created) < KILLED_SHOWN_MS;
    return [...rows.values()].filter(isRecent);
  }
  function olderIn({ rows }, order, most) {
    const older = [...rows.values()].filter((row) => row.pubstatus === "usable" && row.order < order);
    return older.sort((one, other) => other.order - one.order).slice(0, most);
  }

  // composer/rights.js
  var ON_OWN = /* @__PURE__ */ new Set(["corrections", "refiles"]);
  var FILERS = /* @__PURE__ */ new Set(["correspondent", "editor", "admin"]);
  var EDITORS = /* @__PURE__ */ new Set(["editor", "admin"]);
  function mayAct({ role }, act, { pubstatus, isOwn, isExpired: isExpired2 = false }) {
    if (!isPossible(act, pubstatus, isExpired2)) return false;
    return EDITORS.has(role) || role === "correspondent" && isOwn && ON_OWN.has(act);
  }
  function isPossible(act, pubstatus, isExpired2) {
    if (pubstatus === "canceled") return false;
    if (act === "hold") return pubstatus === "usable";
    if (act === "release") return pubstatus === "withheld" && !isExpired2;
    return true;
  }
  function seesSurfaces({ role }) {
    return EDITORS.has(role);
  }
  function feedsOf({ role, feeds }, served) {
    if (!FILERS.has(role)) return [];
    return served.filter(({ slug }) => role === "admin" || feeds.includes("*") || feeds.includes(slug));
  }
  function feedToBegin(feeds, slugs, language) {
    const named = slugs.map((slug) => feeds.find((feed) => feed.slug === slug)).find(Boolean);
    return named || feeds.find((feed) => primary(feed.language) === language) || feeds[0];
  }

  // composer/feedinsight.js
  var TAKEN = { hold: { type: "hold", pubstatus: "withheld" }, kill: { type: "kill", pubstatus: "canceled" } };
  var ACTS = ["corrections", "refiles", "hold", "release", "kill"];
  function feedInSight(given) {
    const { who: who2, held, archive, own, lines, nowMs: nowMs2, older } = given;
    const usable = shown(held, nowMs2);
    const lowest = usable.length > 0 ? usable[usable.length - 1].order : Infinity;
    const named = new Set(usable.map(({ id }) => id));
    const taken = [...heldIn(archive), ...killedIn(archive, nowMs2)].filter(({ id }) => !named.has(id));
    const below = olderIn(archive, lowest, older + 1);
    const entries = [...usable, ...taken, ...below.slice(0, older)].map((entry) => afterActs(entry, lines)).sort((one, other) => other.order - one.order);
    const waiting = lines.filter((line) => line.update !== null && isWaiting(line, who2.id));
    const pending = new Map(waiting.map((line) => [line.update, line]));
    return {
      entries,
      isLoading: held.epoch === null,
      hasOlder: seesSurfaces(who2) && below.length > older,
      about: (entry) => about(entry, { ...given, isOwn: own.has(entry.id), pending: pending.get(entry.id) })
    };
  }
  function isTakenBack(shown2, standing2, lines) {
    const { pubstatus } = afterActs(standing2 || shown2, lines);
    return pubstatus === "withheld" || pubstatus === "canceled";
  }
  function afterActs(entry, lines) {
    const isTaken = ({ act, filed }) => act in TAKEN && filed !== null && filed.id === entry.id && filed.version > entry.version;
    const line = lines.find(isTaken);
    if (line === void 0) return entry;
    const { id, order } = entry;
    return { ...tracesOf(entry), id, order, version: line.filed.version, ...TAKEN[line.act], version_created: new Date(line.filed.atMs).toISOString() };
  }
  function about(entry, { who: who2, words: words2, view, isOwn, pending, screens, nowMs: nowMs2 }) {
    const state = { pubstatus: entry.pubstatus, isOwn, isExpired: isExpired(entry, nowMs2) };
    const receipt = entry.pubstatus === "canceled" ? receiptOf(view, entry.id) : null;
    return {
      allowed: new Set(ACTS.filter((act) => mayAct(who2, act, state))),
      isOwn,
      pending,
      screens: screens(entry),
      receipt: receipt ? saidReceipt(receipt, view.surfaces, words2) : "",
      maySubstitute: entry.pubstatus === "canceled",
      nowMs: nowMs2
    };
  }
  function saidReceipt(receipt, surfaces, words2) {
    return receiptText(receipt, surfaces, words2.receipt, {
      count: (forms, n, values) => count(words2, forms, n, values),
      fill,
      clock: (ms) => clock(words2, ms),
      number: (n, digits) => number(words2, n, digits)
    });
  }

  // composer/row.js
  var BUTTONS = ["corrections", "refiles", "hold", "release", "kill"];
  var KEYS = { corrections: "C", refiles: "R", hold: "H", release: "L", kill: "Delete" };
  var Row = class {
    #words;
    #entry = null;
    #drawn = "";
    #meta = element("p", { class: "meta" });
    #body = element("div", { class: "words" });
    #pending = element("p", { class: "pending" });
    #receipt = element("p", { class: "receiptText" });
    #buttons = {};
    #time = null;
    /** @param {object} calls `act(act, entry)`, `substitute(entry)` */
    constructor(id, words2, calls) {
      this.#words = words2;
      for (const act of BUTTONS) {
        this.#buttons[act] = button(words2.doing[act], act === "kill" ? "grave" : "plain", () => calls.act(act, this.#entry));
        this.#buttons[act].setAttribute("aria-keyshortcuts", KEYS[act]);
      }
      this.#buttons.substitute = button(words2.feed.substitute, "plain", () => calls.substitute(this.#entry));
      this.#body.id = `words-${id}`;
      const acts = element("div", { class: "buttons" }, ...Object.values(this.#buttons));
      this.element = element("article", { class: "row", tabindex: "-1", "aria-labelledby": this.#body.id }, this.#meta, this.#body, this.#pending, this.#receipt, acts);
    }
    /**
     * Draw it.
     *
     * @param {object} given `allowed`: a set of acts · `isOwn` · `pending`: the line of the outbox that acts on it ·
     *   `screens`: `{n, of}` · `receipt`: the text of its kill's · `nowMs` the service's time
     */
    draw(entry, { allowed, isOwn, pending, screens, receipt, nowMs: nowMs2, maySubstitute }) {
      this.#entry = entry;
      const drawn = JSON.stringify([{ ...entry, cursor: 0 }, isOwn, screens]);
      if (drawn !== this.#drawn) {
        this.#drawn = drawn;
        this.element.className = `row ${entry.pubstatus === "usable" ? levelOf(entry) : entry.pubstatus}`;
        place(this.#meta, this.#drawMeta(entry, isOwn, screens));
        place(this.#body, this.#drawBody(entry));
      }
      if (this.#time) setText(this.#time, ago(this.#words, Date.parse(this.#time.dateTime), nowMs2));
      setText(this.#pending, pending ? fill(this.#words.pending[pending.state] || "", { act: this.#words.acts[pending.act] }) : "");
      setText(this.#receipt, receipt);
      for (const act of BUTTONS) this.#buttons[act].hidden = !allowed.has(act);
      this.#buttons.substitute.hidden = !maySubstitute;
    }
    /** Do what a key stands for, if that is allowed now; tell whether it is. */
    press(act) {
      const pressed = this.#buttons[act];
      if (!pressed || pressed.hidden) return false;
      pressed.click();
      return true;
    }
    #drawMeta(entry, isOwn, { n, of }) {
      const words2 = this.#words;
      const part = (name, text) => element("span", { class: name }, text);
      this.#time = entry.pubstatus === "usable" ? element("time", { datetime: entry.first_created }) : null;
      const isCorrection = entry.type === "correction";
      return [
        entry.pubstatus === "usable" ? levelLabel(entry, words2) : null,
        this.#time,
        entry.version > 1 ? part("version", fill(words2.feed.version, { n: number(words2, entry.version, 0) })) : null,
        isCorrection ? part("corrected", words2.feed.corrected) : null,
        isOwn ? part("own", words2.feed.yours) : null,
        of > 0 && entry.pubstatus === "usable" ? part(n > 0 ? "screens" : null, fill(words2.feed.screens, { n: number(words2, n, 0), of: number(words2, of, 0) })) : null
      ].filter(Boolean);
    }
    /** Tell one update that was taken back from another, without its words. */
    #traces({ id, order, level, first_created: filed }) {
      const words2 = this.#words;
      const parts = [fill(words2.feed.order, { n: number(words2, order, 0) })];
      if (level) parts.push(words2.levels[levelOf({ level })]);
      if (filed) parts.push(fill(words2.feed.filed, { at: toTheSecond(words2, Date.parse(filed)) }));
      return [parts.join(" · "), element("span", { "aria-hidden": "true" }, " · ", element("bdi", { class: "id", dir: "ltr" }, id))];
    }
    #drawBody(entry) {
      const words2 = this.#words;
      if (entry.pubstatus !== "usable") {
        const says = entry.pubstatus === "withheld" ? words2.feed.held : words2.feed.killed;
        const at = toTheSecond(words2, Date.parse(entry.version_created));
        return [element("p", { class: "gone" }, fill(says, { at })), element("p", { class: "traces" }, ...this.#traces(entry))];
      }
      const { name, role } = entry.attribution;
      const said = tongue(entry);
      return [
        element("p", { class: "source", ...said }, element("bdi", { class: "name" }, name), role ? element("bdi", { class: "role" }, role) : null),
        element("p", { class: "statement", ...said }, ...withNumbers(entry.statement)),
        entry.note ? element("p", { class: "note", ...said }, ...withNumbers(entry.note)) : null
      ].filter(Boolean);
    }
  };

  // composer/feedview.js
  var BY_KEY = { KeyC: "corrections", KeyR: "refiles", KeyH: "hold", KeyL: "release", Delete: "kill", Backspace: "kill" };
  var ARROWS = { ArrowDown: 1, PageDown: 1, ArrowUp: -1, PageUp: -1 };
  var FeedView = class {
    #words;
    #calls;
    #rows = /* @__PURE__ */ new Map();
    // id -> Row
    #order = [];
    #list = element("div", { class: "rows" });
    #notice = element("p", { class: "notice" });
    #older;
    #isVisited = false;
    // before that the way in leads to the newest
    /** @param {object} calls `act(act, entry)`, `substitute(entry)`, `older()` */
    constructor(words2, calls, surfaces) {
      this.#words = words2;
      this.#calls = calls;
      this.#older = button(words2.feed.older, "quiet older", () => calls.older());
      const heading = element("h2", { id: "feed-title" }, words2.feed.title);
      const head = element("div", { class: "head" }, heading, surfaces);
      this.element = element("section", { class: "feed", "aria-labelledby": heading.id, tabindex: "-1" }, head, this.#notice, this.#list, this.#older);
      this.#list.addEventListener("keydown", (pressed) => this.#press(pressed));
      this.#list.addEventListener("focusin", ({ target }) => {
        this.#isVisited = true;
        this.#rove(target.closest("article"));
      });
    }
    /**
     * Draw entries in their order.
     *
     * @param {object} given `entries` · `about(entry)`: what `Row.draw` is given · `isLoading` · `hasOlder`
     */
    draw({ entries, about: about2, isLoading, hasOlder }) {
      const words2 = this.#words.feed;
      const focused = this.#order.findIndex((id) => this.#rows.get(id).element.contains(document.activeElement));
      const before = this.#rows;
      this.#rows = new Map(entries.map((entry) => [entry.id, before.get(entry.id) || new Row(entry.id, this.#words, this.#calls)]));
      this.#order = entries.map(({ id }) => id);
      entries.forEach((entry) => this.#rows.get(entry.id).draw(entry, about2(entry)));
      place(this.#list, this.#order.map((id) => this.#rows.get(id).element));
      this.#count();
      setText(this.#notice, entries.length > 0 ? "" : isLoading ? words2.loading : words2.empty);
      this.#older.hidden = !hasOlder;
      if (focused >= 0 && !this.#list.contains(document.activeElement)) this.#go(Math.min(focused, this.#order.length - 1));
    }
    focus() {
      if (this.#order.length === 0) this.element.focus();
      else (this.#list.querySelector('[tabindex="0"]') || this.#list.firstElementChild).focus();
    }
    /** Say how many there are: an ARIA feed, where there is anything. */
    #count() {
      if (this.#order.length === 0) this.#list.removeAttribute("role");
      else this.#list.setAttribute("role", "feed");
      this.#order.forEach((id, at) => {
        const row = this.#rows.get(id).element;
        row.setAttribute("aria-posinset", at + 1);
        row.setAttribute("aria-setsize", this.#order.length);
      });
      const isReachable = this.#isVisited && this.#order.some((id) => this.#rows.get(id).element.tabIndex === 0);
      if (!isReachable && this.#order.length > 0) this.#rove(this.#rows.get(this.#order[0]).element);
    }
    /** Let Tab come to one update and its buttons alone. */
    #rove(to) {
      if (to === null) return;
      for (const { element: row } of this.#rows.values()) {
        const isHere = row === to;
        row.tabIndex = isHere ? 0 : -1;
        for (const one of row.querySelectorAll("button")) one.tabIndex = isHere ? 0 : -1;
      }
    }
    #go(at) {
      const id = this.#order[at];
      if (id === void 0) this.element.focus();
      else this.#rows.get(id).element.focus();
    }
    #press(pressed) {
      if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return;
      const at = this.#order.findIndex((id) => this.#rows.get(id).element.contains(pressed.target));
      const step = ARROWS[pressed.key];
      const isOnRow = pressed.target.tagName === "ARTICLE";
      const edge = { Home: 0, End: this.#order.length - 1 }[pressed.key];
      const act = isOnRow ? BY_KEY[pressed.code] : void 0;
      if (step !== void 0) this.#go(Math.max(0, Math.min(this.#order.length - 1, at + step)));
      else if (edge !== void 0) this.#go(edge);
      else if (act === void 0 || at < 0 || !this.#rows.get(this.#order[at]).press(act)) return;
      pressed.preventDefault();
    }
  };

  // composer/filing.js
  var Filing = class {
    #context;
    /**
     * @param {object} context `words`, `constraints`, `courier`, `drafts`, `sources`; `form()`, `feed()`, `nowMs()`;
     *   `filed(line)` is called with what went into the outbox
     */
    constructor(context) {
      this.#context = context;
    }
    /** File what is written, once: the form is empty before anybody can press again. */
    file() {
      const { words: words2, constraints } = this.#context;
      const form = this.#context.form();
      const { series, statement } = form.value;
      const isSeries = series.length > 0 && statement.trim() === "";
      const linesOf = (fields) => isSeries ? fieldsOfSeries(series, fields) : [fields];
      const lacking = [...new Set(linesOf(form.value).flatMap((one) => missing(one, "updates")))];
      form.showMissing(lacking);
      if (lacking.length > 0 || !form.prepare()) return;
      const filed = linesOf(form.value);
      const feed = this.#context.feed();
      const at = new Date(this.#context.nowMs()).toISOString();
      const lines = filed.map((one) => ({ fields: one, entry: previewOf(one, feed, at) }));
      const isAsked = ({ entry }) => constraints.levels.some(({ level, confirm: confirm2 }) => level === entry.level && confirm2);
      const loud = lines.filter(isAsked).map(({ entry }) => entry);
      const agree = () => this.#send(lines, isSeries);
      if (loud.length === 0) agree();
      else if (isSeries) confirmSeries({ words: words2, n: lines.length, entries: loud, agree });
      else confirmLevel({ words: words2, entry: loud[0], feed, agree });
    }
    /** Throw away what is written. */
    clear() {
      this.#begin();
      this.#context.form().focus();
    }
    /** Another tab may have filed what stands in this form too, or something else that began as the same draft. */
    lineChanged(line) {
      const { drafts } = this.#context;
      const fields = this.#context.form().value;
      if (line.key.startsWith(`${drafts.key}-`) && fields.series.length > 0) this.#withoutSeries(fields);
      if (line.key !== drafts.key) return;
      if (printOf(this.#textOf(fields)) === line.mark) this.#begin();
      else drafts.part(fields);
    }
    #withoutSeries(fields) {
      const rest = { ...fields, series: [] };
      if (isBlank(rest)) return this.#begin();
      this.#context.drafts.part(rest);
      return this.#context.form().set(rest);
    }
    /** File lines in their order; a series has keys that another tab with the same draft would give it too. */
    #send(lines, isSeries) {
      const { drafts } = this.#context;
      const form = this.#context.form();
      const { key } = drafts;
      const waiting = isSeries ? [] : form.value.series;
      this.#begin();
      if (waiting.length > 0) form.setSeries(waiting);
      lines.forEach((line, order) => this.#take({ ...line, order, key: isSeries ? `${key}-${order}` : key }));
      form.drawSources();
      form.focus();
    }
    #take({ fields, entry, key, order }) {
      const { courier, sources, filed } = this.#context;
      const { slug } = this.#context.feed();
      const { attribution, statement, language, dir, level } = entry;
      const line = courier.take({ key, order, feed: slug, act: "updates", body: this.#bodyOf(fields), shows: { attribution, statement, language, dir, level } });
      sources.use(slug, attribution);
      filed(line);
    }
    #begin() {
      this.#context.drafts.begin();
      this.#context.form().clear();
    }
    #bodyOf(fields) {
      return bodyOf(fields, "updates", this.#context.nowMs());
    }
    #textOf(fields) {
      return JSON.stringify(this.#bodyOf(fields));
    }
  };

  // composer/series.js
  var SeriesView = class {
    #words;
    #limits;
    #calls;
    #lines = [];
    #title = element("h2", { id: "series-title" });
    #list = element("ol", { role: "list", class: "lines" });
    /** @param {object} given `words`, `constraints` · `changed(lines)` and `join(lines)` are called */
    constructor({ words: words2, constraints, changed, join }) {
      this.#words = words2;
      this.#limits = constraints.fields.statement;
      this.#calls = { changed };
      const buttons = element("div", { class: "buttons" }, button(words2.series.join, "plain", () => join(this.#lines)));
      const hint = element("p", { class: "hint" }, words2.series.says);
      this.element = element("section", { class: "series", "aria-labelledby": this.#title.id, tabindex: "-1", hidden: "" }, this.#title, hint, this.#list, buttons);
    }
    get lines() {
      return this.#lines;
    }
    set lines(lines) {
      this.#lines = lines;
      this.element.hidden = lines.length === 0;
      setText(this.#title, lines.length > 0 ? count(this.#words, this.#words.series.title, lines.length) : "");
    }
    /** Draw each line as it will be filed with what the form says. */
    draw(fields, feed) {
      place(this.#list, fieldsOfSeries(this.#lines, fields).map((line, at) => this.#draw(line, at, feed)));
    }
    #draw({ level, name, role, statement }, at, feed) {
      const entry = { level, attribution: { name, role }, statement, language: feed.language, dir: directionOf(statement, feed.dir) };
      const { grade } = judge(statement, this.#limits);
      const leave2 = button(this.#words.series.leave, "quiet", () => this.#leave(at));
      const text = element("p", { class: "words", id: `series-${at}` }, levelLabel(entry, this.#words), " ", drawHeadline(entry));
      leave2.setAttribute("aria-describedby", text.id);
      const long = grade === "fine" ? null : element("p", { class: "counter", "data-grade": grade }, this.#words.grades[grade]);
      return element("li", { class: "line" }, text, long, leave2);
    }
    #leave(at) {
      this.#calls.changed(this.#lines.filter((_, one) => one !== at));
      const buttons = this.#list.querySelectorAll("button");
      if (buttons.length > 0) buttons[Math.min(at, buttons.length - 1)].focus();
    }
  };

  // composer/similar.js
  var RECENT_MS = 10 * 6e4;
  var ALIKE = 0.6;
  var ALIKE_IN_STORY = 0.4;
  var LONG_ENOUGH = 12;
  function nearest(draft, entries, { nowMs: nowMs2, except = /* @__PURE__ */ new Set() }) {
    const mine = shingles(draft.statement);
    if (nowMs2 === null || plain(draft.statement).length < LONG_ENOUGH) return null;
    const alike = entries.filter((entry) => {
      const ageMs = nowMs2 - Date.parse(entry.first_created);
      if (except.has(entry.id) || entry.pubstatus !== "usable" || ageMs > RECENT_MS) return false;
      const isSameStory = draft.slug !== "" && entry.slug === draft.slug;
      return likeness(mine, shingles(entry.statement)) >= (isSameStory ? ALIKE_IN_STORY : ALIKE);
    });
    return alike.sort((one, other) => other.order - one.order)[0] || null;
  }
  function likeness(one, other) {
    if (one.size === 0 || other.size === 0) return 0;
    const shared = [...one].filter((part) => other.has(part)).length;
    return 2 * shared / (one.size + other.size);
  }
  function shingles(text) {
    const found = /* @__PURE__ */ new Set();
    for (const word of plain(text).split(" ")) {
      const padded = [...` ${word} `];
      for (let at = 0; at + 2 < padded.length; at += 1) found.add(padded.slice(at, at + 3).join(""));
    }
    return found;
  }
  function plain(text) {
    return text.normalize("NFKD").replace(/[\p{M}\u0640]/gu, "").replace(/[\u0622\u0623\u0625\u0671]/g, "ا").replace(/[\u0649\u06cc]/g, "ي").replace(/\u0629/g, "ه").replace(/\u06a9/g, "ك").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  // composer/sources.js
  var RECENT = 8;
  var TEMPLATES = {
    en: [
      { label: "Our correspondent", name: "Correspondent", role: "", kind: "correspondent" },
      { label: "Spokesperson", name: "", role: "Spokesperson", kind: "spokesperson" },
      { label: "Official", name: "", role: "", kind: "official" },
      { label: "Agency", name: "", role: "", kind: "agency" },
      { label: "Not named", name: "Official who asked not to be named", role: "", kind: "unnamed" }
    ],
    ar: [
      { label: "مراسلنا", name: "مراسلنا", role: "", kind: "correspondent" },
      { label: "متحدث", name: "", role: "المتحدث باسم", kind: "spokesperson" },
      { label: "مسؤول", name: "", role: "", kind: "official" },
      { label: "وكالة", name: "", role: "", kind: "agency" },
      { label: "مصدر لم يُسمَّ", name: "مصدر مسؤول", role: "", kind: "unnamed" }
    ],
    es: [
      { label: "Nuestro corresponsal", name: "Corresponsal", role: "", kind: "correspondent" },
      { label: "Portavoz", name: "", role: "Portavoz", kind: "spokesperson" },
      { label: "Autoridad", name: "", role: "", kind: "official" },
      { label: "Agencia", name: "", role: "", kind: "agency" },
      { label: "Sin identificar", name: "Fuente oficial", role: "", kind: "unnamed" }
    ]
  };
  function templatesFor(language) {
    return TEMPLATES[primary(language)] || TEMPLATES.en;
  }
  var Sources = class {
    #kept;
    constructor(kept2) {
      this.#kept = kept2;
    }
    /** Give the sources used last in a feed, the last first. */
    recent(feed) {
      const known2 = this.#kept.get(`sources ${feed}`);
      return Array.isArray(known2) ? known2 : [];
    }
    /** Remember a source that was used. */
    use(feed, { name, role = "", kind = "" }) {
      const others = this.recent(feed).filter((one) => one.name !== name || one.role !== role);
      this.#kept.set(`sources ${feed}`, [{ name, role, kind }, ...others].slice(0, RECENT));
    }
    /** Forget every source: somebody else may sign in. */
    forget() {
      for (const name of this.#kept.names("sources ")) this.#kept.remove(name);
    }
  };

  // composer/form.js
  var Form = class {
    #context;
    #words;
    #fields;
    #preview;
    #heading = element("h1", { id: "composing" });
    #sources = element("div", { class: "sources" });
    #split = element("div", { class: "split" });
    #warnings = element("div", { class: "warnings", role: "status" });
    #replaces = element("p", { class: "replaces" });
    #note = element("p", { class: "problem", role: "alert" });
    #latest = element("p", { class: "latest", "aria-hidden": "true", hidden: "" });
    #file;
    #series;
    #holdUp = null;
    #warned = "";
    /**
     * @param {object} context `words`, `constraints`, `feed`, `sources`, `tell`; `file()`, `clear()` and `changed()` are
     *   called, and `standing()` gives `{entries, nowMs, own}` to hold the line against
     */
    constructor(context) {
      this.#context = context;
      this.#words = context.words;
      this.#fields = new Fields({ prefix: "new", ...context, changed: () => this.#written(), pasted: (lines) => this.#paste(lines) });
      this.#series = new SeriesView({ words: context.words, constraints: context.constraints, changed: (lines) => this.setSeries(lines), join: (lines) => this.#join(lines) });
      this.#preview = new Preview(this.#words);
      this.#file = element("button", { type: "submit", class: "main file", "aria-keyshortcuts": "Control+Enter" });
      this.element = this.#build();
      this.face(context.feed);
      this.set(blankDraft("urgent"));
    }
    #build() {
      const { constraints, clear } = this.#context;
      const fields = this.#fields;
      const words2 = this.#words;
      const form = element(
        "form",
        { class: "compose", "aria-labelledby": "composing", tabindex: "-1", novalidate: "", autocomplete: "off" },
        this.#heading,
        this.#replaces,
        fields.text("statement", { tag: "textarea", rows: "3", isOptional: false, enterkeyhint: "done" }),
        this.#split,
        this.#warnings,
        this.#series.element,
        element("div", { class: "who" }, fields.text("name", { isOptional: false, list: "recent-names" }), fields.text("role"), fields.kind(constraints.source_kinds)),
        this.#sources,
        fields.levels(),
        fields.text("short"),
        element(
          "details",
          {},
          element("summary", {}, words2.more),
          element("div", { class: "moreFields" }, fields.text("section", { spellcheck: "false" }), fields.text("region", { spellcheck: "false" }), fields.text("slug", { spellcheck: "false" }), fields.stays(""), fields.direction()),
          fields.text("link", { type: "url", inputmode: "url", spellcheck: "false" })
        ),
        element("div", { class: "buttons fileButtons" }, this.#note, this.#latest, this.#file, button(words2.clear, "quiet", clear)),
        this.#preview.element
      );
      form.addEventListener("submit", (happened) => this.#submit(happened));
      form.addEventListener("keydown", (pressed) => isSubmitting(pressed) && this.#submit(pressed));
      return form;
    }
    get value() {
      return { ...this.#fields.value, series: this.#series.lines };
    }
    get isBlank() {
      return isBlank(this.value);
    }
    set(fields) {
      this.#fields.set(fields);
      this.#series.lines = fields.series || [];
      this.#fields.showErrors([]);
      setText(this.#note, "");
      this.#written(true);
    }
    /** Begin a new line. */
    clear() {
      this.set(blankDraft("urgent"));
    }
    focus() {
      this.#fields.input("statement").focus();
    }
    /** Clean what is written, and tell whether the service would take it. */
    prepare() {
      return this.#fields.prepare();
    }
    showMissing(names) {
      this.#fields.showMissing(names);
    }
    /** Say why the service refused the line. */
    showProblem(text, errors) {
      const others = this.#fields.showErrors(errors);
      setText(this.#note, [text, ...others].join(" "));
    }
    /** Write for another edition from now on. */
    face(feed) {
      this.#context.feed = feed;
      setText(this.#heading, fill(this.#words.fileTo, { feed: feed.title }));
      this.#fields.face(feed);
      this.drawSources();
    }
    /** Say whether what is filed goes now (null), or for what it waits: `network`, `service`, `key`. */
    drawHoldUp(why) {
      this.#holdUp = why;
      const { value } = this;
      const waiting = value.statement.trim() === "" ? value.series.length : 0;
      const now = waiting > 0 ? count(this.#words, this.#words.series.file, waiting) : this.#words.file;
      setText(this.#file, why === null ? now : this.#words.fileLater[why]);
    }
    /** Show what became of the line that was filed last, where the outbox is below the form. It is said aloud elsewhere. */
    drawLatest(latest) {
      this.#latest.hidden = latest === null;
      this.#latest.dataset.state = latest ? latest.state : "";
      setText(this.#latest, latest ? latest.text : "");
    }
    drawSources() {
      const { feed, sources } = this.#context;
      const recent = sources.recent(feed.slug);
      const chip = (source, text) => {
        const made = button(text, "chip", () => this.#attribute(source));
        made.lang = feed.language;
        made.dir = directionOf(text, feed.dir);
        return made;
      };
      const row = (title, chips) => element("div", { class: "chips", role: "group", "aria-label": title }, element("span", { class: "chipsTitle" }, title), ...chips);
      const named = recent.map((source) => chip(source, source.role ? `${source.name}, ${source.role}` : source.name));
      const names = element("datalist", { id: "recent-names" }, ...recent.map(({ name }) => element("option", { value: name })));
      const templates = templatesFor(feed.language).map((template) => chip(template, template.label));
      const rows = named.length > 0 ? [row(this.#words.recent, named)] : [];
      place(this.#sources, [...rows, row(this.#words.templates, templates), names]);
    }
    /** Draw what depends on what stands and on the time. */
    draw() {
      const fields = this.#fields.value;
      const { feed, standing: standing2 } = this.#context;
      const { entries, nowMs: nowMs2, own } = standing2();
      const found = nearest(fields, entries, { nowMs: nowMs2, except: own });
      const isOtherWay = directionOf(fields.statement, feed.dir) !== feed.dir;
      const warned = JSON.stringify([found && found.id, found && found.version, isOtherWay, feed.slug]);
      if (warned === this.#warned) return;
      this.#warned = warned;
      const alike = found && element("p", { class: "warning alike" }, fill(this.#words.alike, { ago: ago(this.#words, Date.parse(found.first_created), nowMs2) }), " ", drawHeadline(found));
      const otherWay = isOtherWay ? element("p", { class: "warning" }, fill(this.#words.otherWay, { feed: feed.title })) : null;
      place(this.#warnings, [alike, otherWay].filter(Boolean));
    }
    #submit(happened) {
      happened.preventDefault();
      this.#context.file();
    }
    #paste(lines) {
      this.#series.lines = [...this.#series.lines, ...lines];
      this.#context.tell(count(this.#words, this.#words.series.title, this.#series.lines.length));
    }
    /** Let these lines wait to be filed each by itself. */
    setSeries(lines) {
      this.#series.lines = lines;
      this.#written();
      if (lines.length === 0) this.focus();
    }
    #join(lines) {
      const { statement } = this.#fields.value;
      this.#series.lines = [];
      this.#fields.set({ ...this.#fields.value, statement: [statement, ...lines].filter(Boolean).join(" ") });
      this.#written();
      this.focus();
    }
    #attribute({ name, role, kind }) {
      const fields = { ...this.#fields.value, role, kind };
      this.#fields.set(name === "" ? fields : { ...fields, name });
      this.#written();
      const next2 = name === "" && fields.name === "" ? "name" : "statement";
      this.#fields.input(next2).focus();
    }
    #written(isByUs = false) {
      const fields = this.#fields.value;
      this.#preview.draw(previewOf(fields, this.#context.feed, (/* @__PURE__ */ new Date()).toISOString()));
      this.#drawSplit(fields);
      this.#series.draw(fields, this.#context.feed);
      this.drawHoldUp(this.#holdUp);
      setText(this.#replaces, fields.replaces ? this.#words.replaces : "");
      if (isByUs) return;
      if (!this.#fields.isFaulty) setText(this.#note, "");
      this.draw();
      this.#context.changed();
    }
    /** Offer to take a level, else a source, out of the statement, where somebody typed it in one go. */
    #drawSplit(fields) {
      const offer = offerIn(fields, this.#words, (found) => {
        this.#fields.set({ ...this.#fields.value, ...found });
        this.#written();
        this.focus();
      });
      place(this.#split, [offer].filter(Boolean));
    }
  };

  // shared/connection.js
  var STATUS_EVERY_MS = 15e3;
  var PATIENCE_MS = 2 * STATUS_EVERY_MS;
  var FRESH_MS = STATUS_EVERY_MS + 5e3;
  var OPENING_MS = 1e4;
  var BACKOFF_BASE_MS = 1e3;
  var BACKOFF_MAX_MS = 3e4;
  var REFUSED_MS = 6e4;
  var TRIES = 2;
  var NEVER = -1;
  var CLIMB_MS = 3e5;
  var BRIEF_MS = 2e3;
  var RUSH_MS = 1e3;
  var ASK_MS = 5e3;
  var DEAF = 3;
  var REFUSALS = /* @__PURE__ */ new Set([4501, 4503, 4504, 400, 403, 404]);
  var LATER = /* @__PURE__ */ new Set([4008, 4012, 4013]);
  function unconnected(ways) {
    return {
      ways,
      // of 'socket', 'stream', 'poll'
      way: 0,
      // the one in use
      proven: null,
      // the one that last brought a status
      phase: "stopped",
      // stopped | following | waiting | connecting | open | refused
      connection: 0,
      // counts up: another number is another connection
      asks: 0,
      // counts up: another number is a question to the leader
      takeovers: 0,
      // counts up: another number takes the lead from a leader that is silent
      failures: 0,
      // since the last status
      tries: 0,
      // of this way, since it last brought a status
      climbing: false,
      // this connection only tries whether a better way is open again
      sinceMs: 0,
      // when this phase began
      dueMs: 0,
      // waiting and refused: when to try again; following: when to ask again
      climbMs: 0,
      // open on a lesser way: when to try the best one
      unanswered: 0,
      // following: questions since the leader last said anything
      leader: null,
      // following: the leader's own phase
      lostMs: -Infinity,
      // when a connection that was open was last lost
      heardMs: null,
      // when the last status came
      server: null,
      // what it said: live | degraded | draining
      head: null
      // the feed's head, as it said
    };
  }
  function next(state, happening) {
    const { nowMs: nowMs2 } = happening;
    switch (happening.type) {
      case "lead":
        return connect(state, nowMs2, state.way);
      case "follow":
        return ask({ ...leave(state, nowMs2), phase: "following", leader: null, unanswered: 0 }, nowMs2);
      case "led":
        return afterLed(state, happening);
      case "status":
        return afterStatus(state, happening);
      case "offline":
        return isOn(state) ? afterClosed(state, { ...happening, code: 0 }) : state;
      case "barred":
        return state.phase === "stopped" || state.phase === "following" ? state : refused(state, happening);
      case "closed":
        return isOn(state) ? afterClosed(state, happening) : state;
      case "tick":
        return afterTick(state, happening);
      case "wake":
        return afterWake(state, happening);
      case "stop":
        return { ...leave(state, nowMs2), phase: "stopped" };
      default:
        return state;
    }
  }
  function isOn({ phase }) {
    return phase === "connecting" || phase === "open";
  }
  function spoken(state, nowMs2) {
    const phase = phaseOf(state);
    if (phase === "refused") return "refused";
    if (state.heardMs !== null && nowMs2 - state.heardMs > PATIENCE_MS) return "stale";
    if (phase !== "open" && nowMs2 - state.lostMs > BRIEF_MS) return "connecting";
    return state.server === "degraded" ? "degraded" : "live";
  }
  function backoffMs(failures, random) {
    return random * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** failures);
  }
  function afterStatus(state, { nowMs: nowMs2, random, server, head, cursor }) {
    const heard = { ...state, heardMs: nowMs2, server };
    if (state.phase === "following") return { ...heard, leader: "open", unanswered: 0 };
    if (!isOn(state)) return state;
    if (isBelow(position(cursor), position(state.head))) return connect(heard, nowMs2, state.way);
    const isFirst = state.phase !== "open";
    const climbMs = isFirst ? nowMs2 + CLIMB_MS * (0.5 + random / 2) : state.climbMs;
    return { ...heard, phase: "open", proven: state.way, failures: 0, tries: 0, climbing: false, climbMs, head };
  }
  function afterLed(state, { nowMs: nowMs2, phase, server, heardMs }) {
    if (state.phase !== "following") return state;
    const left = state.leader === phase ? state : leave(state, nowMs2);
    return { ...left, unanswered: 0, leader: phase, server, heardMs };
  }
  function afterClosed(state, { nowMs: nowMs2, random, code }) {
    if (REFUSALS.has(code)) return refused(state, { nowMs: nowMs2, random });
    if (state.climbing) return connect(state, nowMs2, state.proven);
    const failures = state.failures + 1;
    const isWayGood = state.phase === "open" || LATER.has(code);
    const tries = isWayGood ? 0 : state.tries + (code === NEVER ? TRIES : 1);
    const dueMs = nowMs2 + (code === NEVER ? 0 : backoffMs(failures, random));
    const waiting = { ...leave(state, nowMs2), phase: "waiting", failures, tries, dueMs };
    if (tries < TRIES) return waiting;
    return { ...waiting, tries: 0, way: (state.way + 1) % state.ways.length };
  }
  function refused(state, { nowMs: nowMs2, random }) {
    return { ...leave(state, nowMs2), phase: "refused", dueMs: nowMs2 + REFUSED_MS * (0.5 + random / 2) };
  }
  function afterTick(state, happening) {
    const { nowMs: nowMs2 } = happening;
    const quietMs = nowMs2 - (state.phase === "open" ? state.heardMs : state.sinceMs);
    switch (state.phase) {
      case "waiting":
      case "refused":
        return nowMs2 >= state.dueMs ? connect(state, nowMs2, state.way) : state;
      case "connecting":
        return quietMs > OPENING_MS ? afterClosed(state, happening) : state;
      case "open":
        if (quietMs > PATIENCE_MS) return afterClosed(state, happening);
        return state.way > 0 && nowMs2 >= state.climbMs ? { ...connect(state, nowMs2, 0), climbing: true } : state;
      case "following":
        return afterQuiet(state, nowMs2);
      default:
        return state;
    }
  }
  function afterQuiet(state, nowMs2) {
    if (nowMs2 < state.dueMs) return state;
    const asking2 = ask(state, nowMs2);
    return state.unanswered >= DEAF ? { ...asking2, takeovers: state.takeovers + 1 } : asking2;
  }
  function ask(state, nowMs2) {
    return { ...state, asks: state.asks + 1, unanswered: state.unanswered + 1, dueMs: nowMs2 + ASK_MS };
  }
  function afterWake(state, { nowMs: nowMs2, force }) {
    if (state.phase === "stopped") return state;
    if (state.phase === "following") return ask(state, nowMs2);
    const quietMs = nowMs2 - (state.phase === "open" ? state.heardMs : state.sinceMs);
    const isWell = force ? state.phase === "connecting" && quietMs < RUSH_MS : isOn(state) && quietMs <= FRESH_MS;
    if (isWell) return state;
    return force ? connect({ ...state, failures: 0, tries: 0 }, nowMs2, 0) : connect(state, nowMs2, state.way);
  }
  function connect(state, nowMs2, way) {
    const connection = state.connection + 1;
    return { ...leave(state, nowMs2), phase: "connecting", climbing: false, connection, way, head: null };
  }
  function leave(state, nowMs2) {
    const wasOpen = phaseOf(state) === "open";
    return { ...state, sinceMs: nowMs2, lostMs: wasOpen ? nowMs2 : state.lostMs };
  }
  function phaseOf({ phase, leader }) {
    return phase === "following" ? leader : phase;
  }
  function isBelow(one, other) {
    return one !== null && other !== null && one.epoch === other.epoch && one.seq < other.seq;
  }

  // shared/tried.js
  function tried(call, otherwise) {
    try {
      return call();
    } catch (_) {
      return otherwise;
    }
  }
  function nowMs() {
    return tried(() => performance.now(), Date.now());
  }

  // shared/memory.js
  var KEPT_MS = 36e5;
  function keep(name, { held, cursor, named }) {
    const { epoch, seq, covered, horizon, rows } = held;
    const kept2 = { atMs: Date.now(), cursor, named, place: { epoch, seq, covered, horizon }, rows: [...rows] };
    tried(() => localStorage.setItem(name, JSON.stringify(kept2)));
  }
  function recall(name, size) {
    return tried(() => {
      const { atMs, cursor, named, place: place2, rows } = JSON.parse(localStorage.getItem(name));
      const held = Object.assign(empty(size), place2, { rows: new Map(rows) });
      if (Math.abs(Date.now() - atMs) < KEPT_MS) return { held, cursor, named };
      localStorage.removeItem(name);
      return null;
    }, null);
  }

  // shared/sharing.js
  var Sharing = class {
    /**
     * @param {string} name the same for all who share
     * @param {object} calls `lead()`: the lock is ours · `follow()`: somebody else has it · `alone()`: there is no
     *   sharing here · `told(words)`: another tab said something
     */
    constructor(name, calls) {
      this._name = name;
      this._calls = calls;
      this._line = null;
      this._letGo = null;
      this._turn = 0;
    }
    start() {
      try {
        this._line = new BroadcastChannel(this._name);
        this._line.onmessage = (said) => this._calls.told(said.data);
        this._calls.follow();
        this._ask({});
      } catch (_) {
        this._giveUp();
      }
    }
    stop() {
      this._turn += 1;
      if (this._letGo) this._letGo();
      this._letGo = null;
      if (this._line) this._line.close();
      this._line = null;
    }
    /** Take the lead from whoever has it and does not answer. */
    takeOver() {
      try {
        this._ask({ steal: true });
      } catch (_) {
        this._giveUp();
      }
    }
    tell(words2) {
      if (this._line) this._line.postMessage(words2);
    }
    _ask(options) {
      this._turn += 1;
      const turn = this._turn;
      const isOurs = () => turn === this._turn;
      let isLeading = false;
      const leading = () => {
        if (!isOurs()) return void 0;
        isLeading = true;
        this._calls.lead();
        return new Promise((letGo) => {
          this._letGo = letGo;
        });
      };
      navigator.locks.request(this._name, options, leading).catch(() => {
        if (!isOurs()) return;
        if (!isLeading) return this._giveUp();
        this._letGo = null;
        this._calls.follow();
        this._ask({});
      });
    }
    _giveUp() {
      this.stop();
      this._calls.alone();
    }
  };

  // shared/ways.js
  var POLL_EVERY_MS = 5e3;
  var TYPES = ["update", "correction", "refile", "hold", "release", "kill", "snapshot", "gap", "status"];
  var OPENERS = { socket: openSocket, stream: openStream, poll: openPoll };
  var WAYS = Object.keys(OPENERS);
  function openWay(way, address, cursor, { received, closed }) {
    let isOver = false;
    let close2 = null;
    const end = () => {
      isOver = true;
      if (close2) close2();
    };
    const finish = (code) => {
      if (isOver) return;
      end();
      closed(code);
    };
    const take = (text) => {
      if (isOver) return;
      const read = tried(() => typeof text === "string" ? JSON.parse(text) : text);
      if (read) received(read);
      else finish(0);
    };
    const query = cursor === null ? "" : `?after=${encodeURIComponent(cursor)}`;
    close2 = tried(() => OPENERS[way](address, query, take, finish));
    if (!close2) setTimeout(finish, 0, NEVER);
    return end;
  }
  function openSocket(address, query, received, closed) {
    const socket = new WebSocket(`${address.replace(/^http/, "ws")}/socket${query}`);
    socket.onmessage = (frame) => received(frame.data);
    socket.onclose = ({ code }) => closed(code);
    return () => socket.close();
  }
  function openStream(address, query, received, closed) {
    const source = new EventSource(`${address}/stream${query}`);
    for (const type of TYPES) source.addEventListener(type, (event) => received(event.data));
    source.onerror = () => closed(0);
    return () => source.close();
  }
  function openPoll(address, query, received, closed) {
    let timer = null;
    let isOver = false;
    const ask2 = () => {
      if (isOver) return;
      fetch(address, { cache: "no-cache" }).then((answer) => {
        if (!answer.ok) throw answer.status;
        return answer.json().then((snapshot) => {
          received(snapshot);
          received(statusOf(answer.headers, snapshot));
          if (!isOver) timer = setTimeout(ask2, POLL_EVERY_MS * (0.75 + Math.random() / 2));
        });
      }).catch((problem) => closed(typeof problem === "number" ? problem : 0));
    };
    const resume = () => fetch(`${address}/entries${query}&limit=500`).then((answer) => answer.ok ? answer.json() : { entries: [] }).then(({ entries }) => entries.forEach(received)).catch(() => {
    });
    if (query) resume().then(ask2);
    else ask2();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }
  function statusOf(headers, { feed, cursor }) {
    const state = /no-store/.test(headers.get("cache-control")) ? "degraded" : "live";
    const at = headers.get("date");
    return { type: "status", state, heads: { [feed]: cursor }, at };
  }

  // shared/feed.js
  var TICK_MS = 1e3;
  var KEEP_MS = 1e3;
  var ASLEEP_MS = 15e3;
  var Feed = class {
    /**
     * @param {object} options `server`: its address, to the slash before `v1` · `feed`: the slug · `size`: N of the
     *   fold · `isShared`: one connection for all tabs · `isKept`: keep what is held for the next page ·
     *   `ways`: those to use, best first
     * @param {function} changed called after every change, with the type of what was received if that was it
     */
    constructor({ server, feed, size, isShared, isKept, ways = WAYS }, changed) {
      this._feed = feed;
      this._address = new URL(`v1/feeds/${encodeURIComponent(feed)}`, server).href;
      this._name = `ticker ${this._address} ${size}`;
      this._isKept = isKept;
      this._changed = changed;
      this._state = unconnected(ways);
      this._sharing = isShared ? new Sharing(this._name, this) : null;
      this._isLeading = false;
      this._close = null;
      this._timer = null;
      this._keeping = null;
      this._endings = [];
      this._tickedMs = 0;
      this._clockMs = 0;
      this.held = empty(size);
      this.cursor = null;
      this.named = {};
      this.isBarred = false;
      this.isConfirmed = false;
    }
    /** Tell how the feed stands: live, degraded, connecting, stale or refused. */
    get spoken() {
      return spoken(this._state, nowMs());
    }
    /** Give the server's time; null while nobody has said it. */
    get serverMs() {
      return serverMs(this.held, nowMs() - this._clockMs);
    }
    start() {
      const kept2 = this._isKept && recall(this._name, this.held.size);
      if (kept2) Object.assign(this, kept2);
      this._listen(self, "online", () => this._wake(true));
      this._listen(self, "offline", () => this._happen("offline"));
      this._listen(document, "securitypolicyviolation", (told) => this._violate(told));
      this._listen(self, "pagehide", () => this._suspend());
      this._listen(self, "pageshow", (shown2) => shown2.persisted && this._begin());
      for (const name of ["visibilitychange", "resume"]) {
        this._listen(document, name, () => document.hidden || this._wake(false));
      }
      this._begin();
    }
    stop() {
      this._suspend();
      for (const end of this._endings) end();
      this._endings = [];
    }
    _listen(target, name, call) {
      target.addEventListener(name, call);
      this._endings.push(() => target.removeEventListener(name, call));
    }
    _begin() {
      this._tickedMs = Date.now();
      this._timer = setInterval(() => this._tick(), TICK_MS);
      if (this._sharing) this._sharing.start();
      else this._happen("lead");
    }
    /** Let go of everything that another tab, or this page when it is shown again, must be able to take up. */
    _suspend() {
      clearInterval(this._timer);
      this._keep();
      this._happen("stop");
      this._isLeading = false;
      if (this._sharing) this._sharing.stop();
    }
    _tick() {
      const leaptMs = Date.now() - this._tickedMs;
      this._tickedMs = Date.now();
      if (leaptMs > ASLEEP_MS && !document.hidden) this._wake(true);
      this._happen("tick");
    }
    _wake(force) {
      if (force) this._tell({ force });
      this._happen("wake", { force });
    }
    /** A page that may not connect to the server says so; nobody else would. */
    _violate({ effectiveDirective, blockedURI }) {
      const isOurs = tried(() => new URL(blockedURI).host === new URL(this._address).host, false);
      if (effectiveDirective !== "connect-src" || !isOurs) return;
      this.isBarred = true;
      this._happen("barred");
    }
    _happen(type, more) {
      const before = this._state;
      const after = next(before, Object.assign({ type, nowMs: nowMs(), random: Math.random() }, more));
      this._state = after;
      if (after.connection !== before.connection) this._open();
      else if (!isOn(after)) this._shut();
      if (after.takeovers !== before.takeovers) this._sharing.takeOver();
      else if (after.asks !== before.asks) this._tell({});
      if (after.phase !== before.phase) this._tellAll();
      if (after !== before) this._changed();
    }
    _open() {
      this._shut();
      const { ways, way } = this._state;
      this._close = openWay(ways[way], this._address, this.cursor, {
        received: (received) => this._receive(received),
        closed: (code) => this._happen("closed", { code })
      });
    }
    _shut() {
      if (this._close) this._close();
      this._close = null;
    }
    _receive(received) {
      const { type, cursor } = received;
      this.held = fold(this.held, received);
      const place2 = position(cursor);
      if (place2 && place2.epoch === this.held.epoch && place2.seq === this.held.seq) this.cursor = cursor;
      if (type === "snapshot") this.named = { title: received.title, language: received.language, dir: received.dir };
      if (type === "status") this._hear(received);
      else if (type !== "update") this._keep();
      else if (!this._keeping) this._keeping = setTimeout(() => this._keep(), KEEP_MS);
      this._tellAll();
      this._changed(type);
    }
    _hear({ state, heads, at }) {
      if (Date.parse(at)) this._clockMs = nowMs();
      this.isConfirmed = true;
      this._happen("status", { server: state, head: heads[this._feed], cursor: this.cursor });
    }
    _keep() {
      clearTimeout(this._keeping);
      this._keeping = null;
      if (this._isKept && this.cursor !== null && this._state.phase !== "following") keep(this._name, this);
    }
    // What the tabs of a browser say to each other: who follows asks, who leads tells all that it has.
    lead() {
      this._isLeading = true;
      this._happen("lead");
    }
    follow() {
      this._isLeading = false;
      this._happen("follow");
    }
    alone() {
      this._happen("lead");
    }
    told({ force, whole, heardAgoMs, clockAgoMs, phase, server }) {
      if (this._isLeading && !whole) {
        if (force) this._wake(force);
        this._tick();
        this._tellAll();
      }
      if (this._isLeading || !whole) return;
      const { epoch, seq } = this.held;
      if (epoch !== whole.held.epoch || seq <= whole.held.seq) {
        Object.assign(this, whole, { _clockMs: nowMs() - clockAgoMs });
      }
      this._happen("led", { phase, server, heardMs: heardAgoMs === null ? null : nowMs() - heardAgoMs });
      this._changed("whole");
    }
    _tellAll() {
      if (!this._isLeading) return;
      const { held, cursor, named, isBarred, isConfirmed } = this;
      const { phase, server, heardMs } = this._state;
      const heardAgoMs = heardMs === null ? null : nowMs() - heardMs;
      const whole = { held, cursor, named, isBarred, isConfirmed };
      this._tell({ whole, heardAgoMs, clockAgoMs: nowMs() - this._clockMs, phase, server });
    }
    _tell(words2) {
      if (this._sharing) this._sharing.tell(words2);
    }
  };

  // composer/readers.js
  var SIZE = 30;
  var PAGE = 500;
  var PAGES_MAX = 20;
  var RELOAD_MS = 1e4;
  var Readers = class {
    #changed;
    #feeds = /* @__PURE__ */ new Map();
    // slug -> Feed
    #current = null;
    #isEditor;
    #loading = null;
    // the reading of the log that is under way, and is still wanted
    #triedMs = -Infinity;
    /** @param {function} changed called with the slug of a feed of which something is new */
    constructor({ isEditor, changed }) {
      this.#isEditor = isEditor;
      this.#changed = changed;
      this.archive = emptyArchive();
      this.remembered = /* @__PURE__ */ new Map();
    }
    /** Have one edition in sight, and follow these others; let go of the rest. */
    follow(current, others) {
      const wanted = /* @__PURE__ */ new Set([current, ...others]);
      for (const [slug, feed] of this.#feeds) {
        if (wanted.has(slug)) continue;
        this.#feeds.delete(slug);
        feed.stop();
      }
      if (current !== this.#current) this.#turnTo(current);
      for (const slug of wanted) if (!this.#feeds.has(slug)) this.#open(slug);
    }
    /** Let go of everything: whatever is still under way changes nothing and asks for nothing any more. */
    stop() {
      const feeds = [...this.#feeds.values()];
      this.#feeds.clear();
      this.#turnTo(null);
      for (const feed of feeds) feed.stop();
    }
    /** The reader of the edition in sight. */
    get current() {
      return this.#feeds.get(this.#current);
    }
    /** Give what a reader holds; an empty map where there is none. */
    rows(slug) {
      const feed = this.#feeds.get(slug);
      return feed ? feed.held.rows : /* @__PURE__ */ new Map();
    }
    /** Give what stands under an id, as far as we know: an entry, or one without words. */
    entry(slug, id) {
      const row = this.rows(slug).get(id);
      const archived = slug === this.#current ? this.archive.rows.get(id) : void 0;
      return row && (!archived || row.version > archived.version) ? row : archived || row;
    }
    /** Ask the service what stands of an update that our readers do not show; null if it does not say. */
    async lookUp(slug, id) {
      const answer = await askService("GET", `v1/feeds/${encodeURIComponent(slug)}/updates/${encodeURIComponent(id)}`).catch(unreachable);
      return answer && answer.ok ? answer.body : null;
    }
    #turnTo(slug) {
      this.#current = slug;
      this.archive = emptyArchive();
      this.remembered = /* @__PURE__ */ new Map();
      this.#loading = null;
      this.#triedMs = -Infinity;
      if (this.#feeds.has(slug)) this.#archive();
    }
    #open(slug) {
      const feed = new Feed({ server: SERVER, feed: slug, size: SIZE, isShared: true, isKept: false }, () => {
        if (this.#feeds.get(slug) !== feed) return;
        if (slug === this.#current) this.#archive();
        this.#changed(slug);
      });
      this.#feeds.set(slug, feed);
      feed.start();
    }
    #archive() {
      const { current } = this;
      const nowMs2 = current.serverMs === null ? Date.now() : current.serverMs;
      const before = this.archive.rows;
      this.archive = withHeld(this.archive, current.held, new Date(nowMs2).toISOString());
      for (const [id, row] of this.archive.rows) this.#remember(row, before.get(id));
      if (this.#isEditor && current.isConfirmed && this.archive.isBehind) this.#load();
    }
    /** Keep the words of what is held, in case it is to be corrected, and of nothing that was killed. */
    #remember(row, known2) {
      if (known2 && known2.version === row.version && known2.pubstatus === row.pubstatus) return;
      const areItsWords = known2 && known2.pubstatus === "usable" && known2.version + 1 === row.version;
      if (row.pubstatus === "withheld" && areItsWords) this.remembered.set(row.id, known2);
      else this.remembered.delete(row.id);
    }
    /** Read the whole log, but not again and again. */
    async #load() {
      if (this.#loading !== null || performance.now() - this.#triedMs < RELOAD_MS) return;
      const loading = {};
      this.#loading = loading;
      this.#triedMs = performance.now();
      const slug = this.#current;
      const { seq } = this.current.held;
      const entries = await this.#log(slug).catch(unreachable);
      if (this.#loading !== loading) return;
      this.#loading = null;
      if (entries === null) return;
      this.archive = withLog(this.archive, entries, seq);
      this.#archive();
      this.#changed(slug);
    }
    async #log(slug) {
      const entries = [];
      let after = "";
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const answer = await askService("GET", `v1/feeds/${encodeURIComponent(slug)}/entries?limit=${PAGE}${after}`);
        if (!answer.ok) return null;
        entries.push(...answer.body.entries);
        if (!answer.body.more) break;
        after = `&after=${encodeURIComponent(answer.body.cursor)}`;
      }
      return entries;
    }
  };

  // composer/surfaces.js
  var STALE_MS = 12e3;
  var Surfaces = class {
    #changed;
    #feed = null;
    #source = null;
    #timer = null;
    #failures = 0;
    #turn = () => document.hidden ? this.#close() : this.#open();
    /** @param {function} changed called whenever something of it is new */
    constructor(changed) {
      this.#changed = changed;
      this.view = null;
      this.heardMs = 0;
    }
    /** Tell whether what is known may be so no longer: nobody has told it for too long. */
    get isStale() {
      return this.view !== null && performance.now() - this.heardMs > STALE_MS;
    }
    /** What may be said of screens now; null where nobody tells. */
    get known() {
      return this.isStale ? null : this.view;
    }
    /** Watch a feed from now on. */
    watch(feed) {
      this.stop();
      this.#feed = feed;
      document.addEventListener("visibilitychange", this.#turn);
      this.#turn();
    }
    stop() {
      document.removeEventListener("visibilitychange", this.#turn);
      this.#close();
      this.view = null;
    }
    #open() {
      if (this.#source !== null) return;
      clearTimeout(this.#timer);
      if (typeof EventSource !== "function") return;
      const source = new EventSource(`${SERVER}v1/feeds/${encodeURIComponent(this.#feed)}/surfaces/stream`);
      this.#source = source;
      source.addEventListener("surfaces", (told) => {
        this.#failures = 0;
        this.heardMs = performance.now();
        this.view = JSON.parse(told.data);
        this.#changed();
      });
      source.onerror = () => {
        this.#close();
        this.#failures += 1;
        this.#timer = setTimeout(() => document.hidden || this.#open(), 500 + backoffMs(this.#failures, Math.random()));
      };
    }
    #close() {
      clearTimeout(this.#timer);
      if (this.#source) this.#source.close();
      this.#source = null;
    }
  };

  // composer/removal.js
  var GONE = 404;
  function removalButton({ words: words2, feed, name, removed }) {
    const made = button(words2.surfaces.remove, "plain remove", () => askRemoval({ words: words2, feed, name, removed }));
    made.setAttribute("aria-label", fill(words2.surfaces.removeOne, { name }));
    return made;
  }
  function askRemoval({ words: words2, feed, name, removed }) {
    const { remove, removeTitle, removeSays } = words2.surfaces;
    const parts = [element("p", {}, removeSays)];
    const agree = (dialog) => {
      askToRemove({ words: words2, feed, name, removed, dialog });
      return false;
    };
    new Dialog({ title: fill(removeTitle, { name }), go: remove, words: words2, parts, isGrave: true, agree }).open();
  }
  async function askToRemove({ words: words2, feed, name, removed, dialog }) {
    dialog.yes.disabled = true;
    const path = `v1/feeds/${encodeURIComponent(feed)}/surfaces/${encodeURIComponent(name)}`;
    const answer = await askService("DELETE", path).catch(unreachable);
    dialog.yes.disabled = false;
    if (answer === null) return dialog.complain(words2.surfaces.notRemoved);
    if (!answer.ok && answer.status !== GONE) return dialog.complain(fill(words2.problems.other, { status: answer.status }));
    if (!dialog.isOpen) return void 0;
    dialog.close();
    return removed();
  }

  // composer/surfacesview.js
  var SurfacesView = class {
    #words;
    #summary = element("summary", {});
    #list = element("ul", { role: "list" });
    #drawn = "";
    #feed;
    /** @param {function} feed gives the slug of the edition in sight */
    constructor(words2, feed) {
      this.#words = words2;
      this.#feed = feed;
      this.element = element("details", { class: "surfaces" }, this.#summary, this.#list);
    }
    /** Draw what the service told, null while it has not; without the words of what `isTaken(shown)` tells of. */
    draw(view, isTaken) {
      this.element.hidden = view === null;
      if (view === null) return;
      const words2 = this.#words.surfaces;
      const silent = view.surfaces.filter((surface) => surface.silent).length;
      const reporting = view.surfaces.length - silent;
      const parts = view.surfaces.length === 0 ? [words2.none] : [count(this.#words, words2.some, reporting)];
      if (silent > 0) parts.push(count(this.#words, words2.silent, silent));
      setText(this.#summary, parts.join(this.#words.receipt.and));
      this.element.dataset.silent = String(silent > 0);
      const surfaces = view.surfaces.map((surface) => ({ ...surface, shown: surface.shown.map((one) => isTaken(one) ? { id: one.id } : one) }));
      const drawn = JSON.stringify([this.#feed(), surfaces.map(({ at, ...surface }) => [surface, surface.silent && at])]);
      if (drawn === this.#drawn) return;
      this.#drawn = drawn;
      place(this.#list, surfaces.map((surface) => this.#draw(surface)));
    }
    #draw(surface) {
      const words2 = this.#words.surfaces;
      const stands = surface.silent ? element("span", { class: "silent" }, fill(words2.since, { at: clock(this.#words, Date.parse(surface.at)) })) : element("span", {}, surface.shown.length > 0 ? words2.onAir : words2.empty);
      const behind = surface.behind > 0 ? element("span", { class: "behind" }, count(this.#words, words2.behind, surface.behind)) : null;
      const shown2 = surface.shown.filter(({ headline }) => headline !== void 0);
      const lines = shown2.map(({ headline, language, dir }) => element("bdi", { class: "words", lang: language, dir }, ...withNumbers(headline)));
      const remove = surface.silent ? removalButton({ words: this.#words, feed: this.#feed(), name: surface.name, removed: () => this.#summary.focus() }) : null;
      return element("li", {}, element("strong", { dir: "auto" }, surface.name), " ", stands, behind ? " " : null, behind, ...lines, remove ? " " : null, remove);
    }
  };

  // composer/teller.js
  var SAY_GATHER_MS = 400;
  var SAY_EVERY_MS = 2e3;
  var Teller = class {
    #polite = element("p", { class: "unseen", role: "status" });
    #assertive = element("p", { class: "unseen", role: "alert" });
    #waiting = [];
    #timer = null;
    #saidMs = -SAY_EVERY_MS;
    constructor() {
      this.elements = [this.#polite, this.#assertive];
    }
    /** Say it when it is quiet. */
    say(text) {
      this.#waiting = [...this.#waiting.filter((one) => one !== text), text];
      if (this.#timer !== null) return;
      const waitMs = Math.max(SAY_GATHER_MS, this.#saidMs + SAY_EVERY_MS - performance.now());
      this.#timer = setTimeout(() => this.#speak(), waitMs);
    }
    /** Say it now. */
    alert(text) {
      setText(this.#assertive, "");
      setText(this.#assertive, text);
    }
    stop() {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    #speak() {
      this.#timer = null;
      this.#saidMs = performance.now();
      setText(this.#polite, "");
      setText(this.#polite, this.#waiting.join(". "));
      this.#waiting = [];
    }
  };

  // composer/transitions.js
  var Transitions = class {
    #words;
    #teller;
    #known = /* @__PURE__ */ new Map();
    // key -> how far it had come
    constructor(words2, teller) {
      this.#words = words2;
      this.#teller = teller;
    }
    /** What is there already is nothing new. */
    begin(lines) {
      this.#known = new Map(lines.map((line) => [line.key, stageOf(line)]));
    }
    look(lines) {
      const before = this.#known;
      this.begin(lines);
      for (const line of lines) if (before.get(line.key) !== stageOf(line)) this.#tell(line);
    }
    #tell(line) {
      const { told, acts } = this.#words;
      const about2 = line.act === "updates" ? "" : `${acts[line.act]}: `;
      if (line.state === "refused") this.#teller.alert(about2 + fill(told.refused, { why: problemText(line.problem, this.#words) }));
      else if (line.state === "conflict") this.#teller.alert(about2 + told.conflict);
      else if (isDone(line)) this.#teller.say(about2 + (line.gone ? goneText(line, this.#words) : told.aired));
      else if (line.state === "filed") this.#teller.say(about2 + fill(told.filed, { at: toTheSecond(this.#words, line.filed.atMs) }));
    }
  };
  function stageOf({ state, airedMs }) {
    return `${state} ${airedMs !== null}`;
  }

  // composer/desk.js
  var FRAME_MS = 16;
  var SECOND_MS = 1e3;
  var OLDER = 30;
  var UNDER_WAY_MS = 6e5;
  var OVERDUE_MS = 1e4;
  var Desk = class {
    #given;
    #words;
    #who;
    #feed;
    #teller = new Teller();
    #sources;
    #drafts;
    #courier;
    #readers;
    #surfaces;
    #views;
    #actions;
    #filing;
    #transitions;
    #older = 0;
    #due = null;
    #timer = null;
    #said = null;
    #looked = /* @__PURE__ */ new Set();
    #endings = [];
    /** @param {object} given `kept`, `who`, `words`, `feeds`, `constraints`; `speak`, `signOut`, `needKey()` are called */
    constructor(given) {
      const { kept: kept2, who: who2, words: words2, feeds } = given;
      this.#given = given;
      this.#words = words2;
      this.#who = who2;
      this.#feed = feedToBegin(feeds, [kept2.get("feed")], words2.language);
      this.#sources = new Sources(kept2);
      this.#drafts = new Drafts(kept2, who2);
      this.#courier = new Courier(kept2, (key) => this.#lineChanged(key));
      this.#readers = new Readers({ isEditor: seesSurfaces(who2), changed: (slug) => this.#feedChanged(slug) });
      this.#surfaces = new Surfaces(() => this.#redrawSoon());
      this.#transitions = new Transitions(words2, this.#teller);
      const shared = {
        words: words2,
        constraints: given.constraints,
        courier: this.#courier,
        drafts: this.#drafts,
        form: () => this.#views.form,
        feed: () => this.#feed,
        nowMs: () => this.#nowMs
      };
      this.#actions = new Actions({
        ...shared,
        readers: this.#readers,
        feedOf: (slug) => feeds.find((feed) => feed.slug === slug),
        view: () => this.#surfaces.known,
        say: (receipt, surfaces) => saidReceipt(receipt, surfaces, words2),
        tell: (text) => this.#teller.say(text),
        changed: () => this.#redrawSoon()
      });
      this.#filing = new Filing({ ...shared, sources: this.#sources, filed: (line) => this.#filed(line) });
      this.#views = this.#build();
      this.element = element("div", { class: "desk", lang: words2.language, dir: words2.dir }, this.#views.bar.element, this.#views.main, ...this.#teller.elements);
    }
    #build() {
      const { kept: kept2, words: words2, feeds, constraints } = this.#given;
      const speak2 = (language) => {
        kept2.set("feed", this.#feed.slug);
        this.#given.speak(language);
      };
      const bar = new Bar({ words: words2, who: this.#who, feeds, feed: this.#feed.slug, face: (slug) => this.#face(slug), speak: speak2, signOut: () => this.#signOut(), help: () => showHelp(words2) });
      const form = new Form({
        words: words2,
        constraints,
        feed: this.#feed,
        sources: this.#sources,
        tell: (text) => this.#teller.say(text),
        standing: () => ({ entries: [...this.#readers.rows(this.#feed.slug).values()], nowMs: this.#reader ? this.#reader.serverMs : null, own: this.#courier.own }),
        changed: () => this.#drafts.keep(form.value),
        clear: () => this.#filing.clear(),
        file: () => this.#filing.file()
      });
      const outbox = new OutboxView(words2, this.#actions.forOutbox);
      const surfaces = new SurfacesView(words2, () => this.#feed.slug);
      const feed = new FeedView(words2, { ...this.#actions.forFeed, older: () => this.#showOlder() }, surfaces.element);
      const desk2 = element("div", { class: "writing" }, form.element, outbox.element);
      return { bar, form, outbox, feed, surfaces, main: element("main", {}, desk2, feed.element) };
    }
    start() {
      const left = this.#drafts.recall();
      if (left !== null) this.#views.form.set(left);
      this.#follow();
      this.#transitions.begin(this.#mine);
      this.#courier.start(this.#who);
      if (seesSurfaces(this.#who)) this.#surfaces.watch(this.#feed.slug);
      this.#timer = setInterval(() => {
        this.#redraw();
        this.#lookAfter();
      }, SECOND_MS);
      for (const name of ["online", "offline"]) this.#listen(self, name, () => this.#redraw());
      this.#listen(document, "keydown", (pressed) => this.#press(pressed));
      this.#redraw();
    }
    stop() {
      clearInterval(this.#timer);
      clearTimeout(this.#due);
      this.#timer = null;
      for (const end of this.#endings) end();
      this.#courier.stop();
      this.#readers.stop();
      this.#surfaces.stop();
      this.#teller.stop();
      this.#actions.stop();
      this.element.remove();
    }
    /** The session is back: what waited for it goes. */
    resume() {
      this.#courier.wake();
    }
    #listen(target, name, call) {
      target.addEventListener(name, call);
      this.#endings.push(() => target.removeEventListener(name, call));
    }
    get #reader() {
      return this.#readers.current;
    }
    get #nowMs() {
      const known2 = this.#reader && this.#reader.serverMs;
      return known2 === null || known2 === void 0 ? Date.now() : known2;
    }
    get #mine() {
      return this.#courier.lines.filter(({ who: who2 }) => who2 === this.#who.id);
    }
    #face(slug) {
      this.#feed = this.#given.feeds.find((feed) => feed.slug === slug);
      this.#given.kept.set("feed", slug);
      this.#older = 0;
      this.#views.form.face(this.#feed);
      this.#follow();
      if (seesSurfaces(this.#who)) this.#surfaces.watch(slug);
      this.#redraw();
    }
    /** Read the edition in sight, and those to which a line is under way. */
    #follow() {
      const isUnderWay = (line) => !isDone(line) && Date.now() - line.madeMs < UNDER_WAY_MS;
      const known2 = new Set(this.#given.feeds.map(({ slug }) => slug));
      const slugs = this.#mine.filter(isUnderWay).map(({ feed }) => feed);
      this.#readers.follow(this.#feed.slug, slugs.filter((slug) => known2.has(slug)));
    }
    #feedChanged(slug) {
      this.#courier.stands(slug, (id) => this.#readers.entry(slug, id));
      this.#redrawSoon();
    }
    /** Ask for what was filed a while ago and is in no reader: a correction of an old update, say. */
    async #lookAfter() {
      const isOverdue = ({ filed, airedMs }) => filed !== null && airedMs === null && Date.now() - filed.atMs > OVERDUE_MS;
      const line = this.#mine.find((one) => isOverdue(one) && !this.#looked.has(one.key));
      if (line === void 0 || navigator.onLine === false) return;
      this.#looked.add(line.key);
      const entry = await this.#readers.lookUp(line.feed, line.filed.id);
      if (this.#timer === null) return;
      if (entry === null) this.#looked.delete(line.key);
      else this.#courier.stands(line.feed, (id) => id === entry.id ? entry : void 0);
    }
    #lineChanged(key) {
      const line = this.#courier.line(key);
      if (line !== null) this.#filing.lineChanged(line);
      if (line !== null && line.needsKey) this.#given.needKey();
      this.#actions.lineChanged(line);
      this.#transitions.look(this.#mine);
      this.#redrawSoon();
      if (line !== null && line.filed !== null && line.airedMs === null) this.#feedChanged(line.feed);
    }
    #filed(line) {
      this.#actions.filedHere.add(line.key);
      this.#follow();
      if (navigator.onLine === false) this.#teller.say(this.#words.told.queued);
    }
    #signOut() {
      const waiting = this.#mine.filter((line) => isWaiting(line, this.#who.id)).length;
      const forget = () => {
        this.#drafts.forget();
        this.#sources.forget();
        this.#courier.forgetDone();
      };
      this.#given.signOut({ waiting, forget });
    }
    #redrawSoon() {
      if (this.#due === null && this.#timer !== null) this.#due = setTimeout(() => this.#redraw(), FRAME_MS);
    }
    #redraw() {
      clearTimeout(this.#due);
      this.#due = null;
      const lines = this.#mine;
      this.#drawState(lines);
      const isTaken = (shown2) => isTakenBack(shown2, this.#readers.entry(this.#feed.slug, shown2.id), lines);
      this.#views.surfaces.draw(this.#surfaces.known, isTaken);
      this.#views.form.draw();
      const screens = (entry) => onScreens(this.#surfaces.known, entry.id, entry.version);
      this.#views.outbox.draw({
        lines,
        others: this.#courier.lines.filter((line) => line.who !== this.#who.id && isWaiting(line, line.who)).length,
        standing: (line) => this.#readers.entry(line.feed, line.update || line.filed && line.filed.id),
        screens,
        isLasting: this.#given.kept.isLasting
      });
      this.#views.form.drawLatest(this.#views.outbox.latest(lines, Date.now()));
      this.#drawFeed(lines, screens);
      this.#actions.draw(this.#surfaces.known);
    }
    #drawState(lines) {
      const spoken2 = navigator.onLine === false ? "offline" : this.#reader.spoken;
      const { atMs } = this.#reader.held;
      const text = this.#views.bar.draw(spoken2, atMs === null ? "…" : clock(this.#words, atMs));
      if (this.#said !== null && spoken2 !== this.#said && spoken2 !== "connecting") this.#teller.say(text);
      this.#said = spoken2;
      this.#views.form.drawHoldUp(holdUp(lines, spoken2 !== "offline" && spoken2 !== "stale"));
    }
    #drawFeed(lines, screens) {
      const given = {
        who: this.#who,
        words: this.#words,
        held: this.#reader.held,
        archive: this.#readers.archive,
        view: this.#surfaces.known,
        own: this.#courier.own,
        nowMs: this.#nowMs,
        older: this.#older,
        lines,
        screens
      };
      this.#views.feed.draw(feedInSight(given));
    }
    #showOlder() {
      this.#older += OLDER;
      this.#redraw();
    }
    /** F6 goes from region to region. */
    #press(pressed) {
      if (pressed.key !== "F6" || document.querySelector("dialog[open]")) return;
      const regions = [this.#views.form, this.#views.outbox, this.#views.feed];
      const at = regions.findIndex((region) => region.element.contains(document.activeElement));
      const step = pressed.shiftKey ? regions.length - 1 : 1;
      regions[at < 0 ? 0 : (at + step) % regions.length].focus();
      pressed.preventDefault();
    }
  };

  // composer/offline.js
  function outliveThePage() {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.register(trusted(new URL("service-worker.js", document.baseURI).href)).catch(() => void 0);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => void 0);
  }
  function trusted(address) {
    if (!self.trustedTypes) return address;
    return self.trustedTypes.createPolicy("ticker-composer", { createScriptURL: () => address }).createScriptURL(address);
  }

  // composer/signin.js
  function signInForm({ words: words2, again = false, signIn: signIn2, done }) {
    const said = words2.signIn;
    const key = element("input", {
      id: "key",
      type: "password",
      autocomplete: "current-password",
      autocapitalize: "off",
      spellcheck: "false",
      dir: "ltr",
      "aria-describedby": "key-hint key-error",
      "aria-required": "true"
    });
    const go = element("button", { type: "submit", class: "main" }, said.go);
    const error = element("p", { class: "error", id: "key-error", role: "alert" });
    const form = element(
      "form",
      { class: "signIn", novalidate: "" },
      again ? element("p", { class: "warning" }, said.again) : null,
      // A password manager wants to know whose key it keeps.
      element("input", { type: "text", autocomplete: "username", value: "ticker", hidden: "", readonly: "", "aria-hidden": "true", tabindex: "-1" }),
      element("label", { for: "key" }, said.key),
      key,
      element("p", { class: "hint", id: "key-hint" }, said.hint),
      error,
      go
    );
    const complain = (text) => {
      setText(error, "");
      setText(error, text);
      key.setAttribute("aria-invalid", "true");
      key.focus();
    };
    key.addEventListener("input", () => {
      setText(error, "");
      key.removeAttribute("aria-invalid");
    });
    form.addEventListener("submit", async (happened) => {
      happened.preventDefault();
      const typed = key.value.trim();
      if (typed === "") return complain(said.empty);
      go.disabled = true;
      setText(go, said.busy);
      const { who: who2, why } = await signIn2(typed);
      go.disabled = false;
      setText(go, said.go);
      if (who2 === null) return complain(said[why]);
      key.value = "";
      return done(who2);
    });
    return form;
  }
  function signInPage(words2, { speak: speak2, ...given }) {
    const mark = element("p", { class: "mark" }, element("span", { lang: "en", dir: "ltr" }, "ticker"), " ", element("span", { class: "what" }, words2.composer));
    const heading = element("h1", {}, words2.signIn.title);
    return element("main", { class: "door" }, mark, heading, signInForm({ words: words2, ...given }), languageChoice(words2, speak2));
  }

  // composer/session.js
  var KEPT = "who";
  async function whoIsHere(kept2) {
    const before = kept2.get(KEPT);
    if (before === null && kept2.isLasting) return { who: null, isOffline: false };
    try {
      const answer = await askService("GET", "v1/session");
      const hasLeft = before !== null && kept2.get(KEPT) === null;
      if (hasLeft) return { who: null, isOffline: false };
      if (answer.ok) return { who: rememberWho(kept2, answer.body), isOffline: false };
      if (answer.status !== 401) return { who: kept2.get(KEPT), isOffline: true };
      return { who: null, isOffline: false };
    } catch (failed) {
      if (!(failed instanceof Unreachable)) throw failed;
      return { who: kept2.get(KEPT), isOffline: true };
    }
  }
  async function signIn(kept2, key) {
    try {
      const answer = await askService("POST", "v1/session", { headers: { Authorization: `Bearer ${key}` } });
      if (answer.ok) return { who: rememberWho(kept2, answer.body), why: null };
      return { who: null, why: { 401: "wrong", 403: "surface" }[answer.status] || "away" };
    } catch (_) {
      return { who: null, why: /[^\x21-\x7e]/.test(key) ? "wrong" : "away" };
    }
  }
  async function signOut(kept2) {
    try {
      const answer = await askService("DELETE", "v1/session");
      if (!answer.ok && answer.status !== 401) return false;
      kept2.remove(KEPT);
      return true;
    } catch (_) {
      return false;
    }
  }
  function rememberWho(kept2, { id, name, role, feeds }) {
    const who2 = { id, name, role, feeds };
    kept2.set(KEPT, who2);
    return who2;
  }

  // composer/page.js
  var RETRY_MS = 3e3;
  var kept = new Kept();
  var screen = document.getElementById("composer");
  var words = null;
  var who = null;
  var desk = null;
  var asking = null;
  function speak(...languages) {
    words = wordsFor(...languages);
    const page = document.documentElement;
    page.lang = words.language;
    page.dir = words.dir;
    document.title = `ticker · ${words.composer}`;
  }
  function turnTo(language) {
    kept.set("language", language);
    speak(language);
    if (who === null) knock();
    else open(who);
  }
  function show(...elements) {
    screen.replaceChildren(...elements);
  }
  function knock() {
    close();
    who = null;
    show(signInPage(words, { speak: turnTo, signIn: (key) => signIn(kept, key), done: open }));
    document.getElementById("key").focus();
  }
  function close() {
    if (asking !== null) asking.close();
    if (desk !== null) desk.stop();
    desk = null;
  }
  async function open(whoIsIn) {
    close();
    who = whoIsIn;
    const given = await known(() => who === whoIsIn);
    if (given === null || who !== whoIsIn) return;
    close();
    const feeds = feedsOf(who, given.feeds);
    if (feeds.length === 0) {
      show(nowhere());
      return;
    }
    const { constraints } = given;
    desk = new Desk({ kept, who, words: withRules(words, constraints), feeds, constraints, speak: turnTo, signOut: signOutOf, needKey: askAgain });
    show(desk.element);
    desk.start();
  }
  async function known(isWanted) {
    const [feeds, constraints] = [kept.get("feeds"), kept.get("constraints")];
    const fresh = refresh(isWanted);
    if (feeds === null) return fresh;
    fresh.catch(() => void 0);
    return { feeds, constraints: constraints || UNTOLD };
  }
  async function refresh(isWanted) {
    while (isWanted()) {
      try {
        const [feeds, constraints] = await Promise.all([askService("GET", "v1/feeds"), askService("GET", "v1/constraints")]);
        if (feeds.ok && constraints.ok) {
          kept.set("feeds", feeds.body.feeds);
          kept.set("constraints", constraints.body);
          return { feeds: feeds.body.feeds, constraints: constraints.body };
        }
      } catch (failed) {
        if (!(failed instanceof Unreachable)) throw failed;
      }
      if (kept.get("feeds") !== null) return null;
      await new Promise((again) => setTimeout(again, RETRY_MS));
    }
    return null;
  }
  function nowhere() {
    const form = signInPage(words, { speak: turnTo, signIn: (key) => signIn(kept, key), done: open });
    form.querySelector(".error").textContent = words.noFeeds;
    return form;
  }
  function askAgain() {
    if (asking !== null || who === null) return;
    const done = (whoIsIn) => {
      if (asking !== null) asking.close();
      if (desk !== null && who !== null && whoIsIn.id === who.id) desk.resume();
      else open(whoIsIn);
    };
    const form = signInForm({ words, again: true, signIn: (key) => signIn(kept, key), done });
    const made = new Dialog({
      title: words.signIn.title,
      words,
      content: form,
      closed: () => {
        if (asking === made) asking = null;
      }
    });
    asking = made.open(form.querySelector("#key"));
  }
  async function signOutOf({ waiting, forget }) {
    const leaving = who;
    const go = async () => {
      const isOut = await signOut(kept);
      if (isOut) forget();
      if (who !== leaving) return;
      if (!isOut) {
        confirm({ words, title: words.signOut.go, go: words.signOut.go, says: [words.signOut.failed], agree: () => void go() });
        return;
      }
      knock();
    };
    if (waiting === 0) return go();
    const says = [count(words, words.signOut.waiting, waiting), words.signOut.stay];
    return confirm({ words, title: words.signOut.title, go: words.signOut.go, says, agree: () => void go() });
  }
  async function begin() {
    const wanted = new URLSearchParams(location.search).get("lang");
    speak(wanted, kept.get("language"), ...navigator.languages);
    const last = kept.get("who");
    if (last !== null) open(last);
    const found = await whoIsHere(kept);
    if (who !== last) return;
    if (found.who === null) knock();
    else if (who === null || found.who.id !== who.id || JSON.stringify(found.who) !== JSON.stringify(last)) open(found.who);
  }
  kept.follow((name) => {
    if (name === "who" && kept.get("who") === null && who !== null) knock();
  });
  begin();
  outliveThePage();
})();
