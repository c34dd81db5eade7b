/*! operator 0.2.0 | MIT | part of ticker */
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
  var MINUTE_MS = 6e4;
  var HOUR_MS = 60 * MINUTE_MS;
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
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

  // composer/draft.js
  var PUNCTUATION = { fr: [", ", " : "], ja: ["、", "："], zh: ["，", "："] };
  for (const language of ["ar", "ckb", "fa", "ks", "ps", "sd", "ug", "ur"]) PUNCTUATION[language] = ["، ", ": "];

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
    const known = languages.map(primary).find((language) => Object.hasOwn(TABLES, language));
    return TABLES[known || "en"];
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

  // shared/textrules.js
  var MARKS = new RegExp("\\p{M}", "gu");

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

  // composer/acts.js
  function confirm({ words: words2, title, go, says, agree }) {
    const parts = says.map((text) => element("p", {}, text));
    return new Dialog({ title, go, words: words2, parts, isGrave: true, agree }).open();
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

  // composer/rights.js
  var FILERS = /* @__PURE__ */ new Set(["correspondent", "editor", "admin"]);
  var EDITORS = /* @__PURE__ */ new Set(["editor", "admin"]);
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

  // composer/bar.js
  var Bar = class {
    #words;
    #state = element("p", { class: "state" });
    #text = element("span", {});
    #edition = null;
    /** @param {object} given `words`, `who`, `feeds`, `feed`; `face(slug)`, `speak(language)`, `signOut()`, `help()` */
    constructor({ words: words2, who, feeds, feed, face: face2, speak: speak2, signOut: signOut2, help }) {
      this.#words = words2;
      this.#state.append(element("span", { class: "lamp", "aria-hidden": "true" }), this.#text);
      this.#edition = element("select", { id: "edition" }, ...feeds.map(({ slug, title }) => element("option", { value: slug }, title)));
      this.#edition.value = feed;
      this.#edition.addEventListener("change", () => face2(this.#edition.value));
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
          element("p", { class: "whoami" }, element("bdi", {}, who.name), " ", element("span", { class: "role" }, words2.roles[who.role] || who.role)),
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
      const { who, why } = await signIn2(typed);
      go.disabled = false;
      setText(go, said.go);
      if (who === null) return complain(said[why]);
      key.value = "";
      return done(who);
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
    const who = { id, name, role, feeds };
    kept2.set(KEPT, who);
    return who;
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
    const standing = state.rows.get(entry.id);
    if (entry.order <= state.horizon || standing && standing.version >= entry.version) return next2;
    const rows = new Map(state.rows).set(entry.id, entry.pubstatus === "usable" ? entry : tombstone(entry));
    return trim({ ...next2, rows });
  }
  function tombstone({ id, version, order, pubstatus }) {
    return { id, version, order, pubstatus };
  }
  function trim(state) {
    const standing = newestFirst(state.rows).filter((row) => !isExpired(row, state.atMs));
    const kept2 = standing.slice(0, 2 * state.size);
    const dropped = standing[2 * state.size];
    const horizon = dropped ? Math.max(state.horizon, dropped.order) : state.horizon;
    return { ...state, horizon, rows: new Map(kept2.map((row) => [row.id, row])) };
  }
  function newestFirst(rows) {
    return [...rows.values()].sort((one, other) => other.order - one.order);
  }

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
    const asking = ask(state, nowMs2);
    return state.unanswered >= DEAF ? { ...asking, takeovers: state.takeovers + 1 } : asking;
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
    let close = null;
    const end = () => {
      isOver = true;
      if (close) close();
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
    close = tried(() => OPENERS[way](address, query, take, finish));
    if (!close) setTimeout(finish, 0, NEVER);
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

  // lower-third/src/orders.js
  var ORDERS = "ticker lower third";
  var ROLL_CALL = "roll-call";

  // lower-third/operator/dock.js
  var CALL_MS = 2e3;
  var ANSWER_MS = 600;
  var GONE_MS = 5e3;
  var Dock = class {
    #channel = null;
    #feed;
    #changed;
    #timer = null;
    #seen = /* @__PURE__ */ new Map();
    // name -> when it answered last
    #asked = null;
    // {command, heard}
    /** @param {function} changed called when other lower thirds are here than before, or a command was heard */
    constructor(feed, changed) {
      this.#feed = feed;
      this.#changed = changed;
    }
    start() {
      this.#channel = tried(() => new BroadcastChannel(ORDERS), null);
      if (this.#channel === null) return;
      this.#channel.onmessage = ({ data: said }) => this.#hear(said);
      this.#timer = setInterval(() => this.#call(), CALL_MS);
      this.#call();
    }
    stop() {
      clearInterval(this.#timer);
      if (this.#channel !== null) this.#channel.close();
      this.#channel = null;
      this.#asked = null;
    }
    /** The names of the lower thirds that are here; one without a name has an empty one. */
    get names() {
      return [...this.#seen.keys()].sort();
    }
    /** Give an order to all that are here, or to one by its name; `answered` is called with how many heard it. */
    give(order, answered) {
      if (this.#channel === null) return answered(0);
      const asked2 = { command: order.command, heard: 0 };
      this.#asked = asked2;
      this.#channel.postMessage({ ...order, feed: this.#feed });
      setTimeout(() => this.#asked === asked2 && answered(asked2.heard), ANSWER_MS);
      return void 0;
    }
    #call() {
      const oldest = performance.now() - GONE_MS;
      for (const [name, atMs] of this.#seen) if (atMs < oldest) this.#seen.delete(name);
      this.#channel.postMessage({ command: ROLL_CALL, feed: this.#feed });
      this.#changed();
    }
    #hear(said) {
      if (said === null || typeof said !== "object" || typeof said.heard !== "string" || said.feed !== this.#feed) return;
      const isNew = !this.#seen.has(said.name);
      this.#seen.set(String(said.name), performance.now());
      if (this.#asked !== null && said.heard === this.#asked.command) this.#asked.heard += 1;
      if (isNew) this.#changed();
    }
  };

  // composer/outbox.js
  var DONE_MS = 12 * 36e5;

  // composer/receipts.js
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
  function isClear({ clear, of }) {
    return clear === of;
  }
  function silentText(names, surfaces, words2, say) {
    const last = surfaces.filter(({ name }) => names.includes(name)).map(({ at }) => Date.parse(at));
    const since = last.length > 0 ? Math.min(...last) : NaN;
    if (Number.isNaN(since)) return say.count(words2.silent, names.length, {});
    return say.count(words2.silentSince, names.length, { at: say.clock(since) });
  }

  // composer/feedinsight.js
  function saidReceipt(receipt, surfaces, words2) {
    return receiptText(receipt, surfaces, words2.receipt, {
      count: (forms, n, values) => count(words2, forms, n, values),
      fill,
      clock: (ms) => clock(words2, ms),
      number: (n, digits) => number(words2, n, digits)
    });
  }

  // lower-third/operator/receiptsview.js
  var SHOWN = 8;
  var ReceiptsView = class {
    #words;
    #tell;
    #none;
    #list = element("ol", { role: "list", class: "receipts" });
    #drawn = "";
    #newest = null;
    /** @param {function} tell says something aloud */
    constructor(words2, tell) {
      this.#words = words2;
      this.#tell = tell;
      this.#none = element("p", { class: "notice" }, words2.operator.noReceipts);
      const title = element("h2", { id: "receipts-title" }, words2.operator.receipts);
      this.element = element("section", { "aria-labelledby": title.id, class: "kills" }, title, this.#none, this.#list);
    }
    draw(view) {
      if (view === null) return;
      const said = view.receipts.slice(0, SHOWN).map((receipt) => ({ receipt, text: saidReceipt(receipt, view.surfaces, this.#words) }));
      this.#none.hidden = said.length > 0;
      const drawn = JSON.stringify(said);
      if (drawn === this.#drawn) return;
      this.#drawn = drawn;
      place(this.#list, said.map(({ receipt, text }) => this.#row(receipt, text)));
      const newest = said.length > 0 ? said[0].text : "";
      if (this.#newest !== null && this.#newest !== newest) this.#tell(newest);
      this.#newest = newest;
    }
    #row(receipt, text) {
      const at = fill(this.#words.operator.killed, { at: toTheSecond(this.#words, Date.parse(receipt.at)) });
      const look = isClear(receipt) && receipt.silent.length === 0 ? "clear" : "open";
      return element("li", { "data-id": receipt.id, "data-look": look }, element("span", { class: "when" }, at), " ", element("strong", {}, text));
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

  // lower-third/operator/screens.js
  var Screens = class {
    #words;
    #list = element("ul", { role: "list", class: "screens" });
    #none;
    #drawn = /* @__PURE__ */ new Map();
    // name -> {key, card}
    #feed;
    /** @param {string} feed the slug of the edition whose screens these are */
    constructor(words2, feed) {
      this.#words = words2;
      this.#feed = feed;
      this.#none = element("p", { class: "notice" }, words2.operator.noScreens);
      const title = element("h2", { id: "screens-title" }, words2.operator.onAir);
      this.element = element("section", { "aria-labelledby": title.id, class: "air", tabindex: "-1" }, title, this.#none, this.#list);
    }
    /** Draw what the service told; null while it has not. */
    draw(view) {
      const surfaces = view === null ? [] : view.surfaces;
      this.#none.hidden = view === null || surfaces.length > 0;
      const cards = new Map(surfaces.map((surface) => [surface.name, this.#card(surface)]));
      this.#drawn = cards;
      place(this.#list, [...cards.values()].map(({ card }) => card));
    }
    #card(surface) {
      const { at, ...rest } = surface;
      const key = JSON.stringify([rest, surface.silent && at]);
      const known = this.#drawn.get(surface.name);
      if (known !== void 0 && known.key === key) return known;
      const name = element("h3", { dir: "auto" }, surface.name);
      const how = element("p", { class: "how" }, ...spaced(this.#how(surface)));
      const lines = surface.shown.length > 0 ? surface.shown.map((shown2) => this.#line(shown2)) : [element("p", { class: "empty" }, this.#words.operator.nothing)];
      const behind = element("p", { class: "behind" }, this.#behind(surface));
      const look = surface.silent ? "silent" : surface.state;
      const remove = surface.silent ? removalButton({ words: this.#words, feed: this.#feed, name: surface.name, removed: () => this.element.focus() }) : null;
      return { key, card: element("li", { class: "screen", "data-look": look }, name, how, ...lines, behind, remove) };
    }
    #how({ silent, at, state, mode }) {
      const own = this.#words.operator;
      const stands = silent ? fill(this.#words.surfaces.since, { at: clock(this.#words, Date.parse(at)) }) : own.states[state] || state;
      const told = mode === null || mode === void 0 ? null : element("span", { class: "mode" }, own.modes[mode] || mode);
      return [element("strong", {}, stands), told];
    }
    #line({ id, version, headline, language, dir, level }) {
      const own = this.#words.operator;
      if (headline === void 0) return element("p", { class: "gone", "data-id": id }, own.gone);
      const mark = element("span", { class: `level ${levelOf({ level })}` }, this.#words.levels[levelOf({ level })]);
      const words2 = element("bdi", { class: "words", lang: language, dir }, ...withNumbers(headline));
      return element("p", { class: "shown", "data-id": id, "data-version": version }, mark, " ", words2);
    }
    #behind({ behind, delay_s: delayS }) {
      const own = this.#words.operator;
      const parts = [];
      if (behind === null) parts.push(own.unknown);
      else parts.push(behind > 0 ? count(this.#words, this.#words.surfaces.behind, behind) : own.upToDate);
      if (delayS > 0) parts.push(fill(own.delay, { s: number(this.#words, delayS, delayS % 1 === 0 ? 0 : 1) }));
      return parts.join(" · ");
    }
  };
  function spaced(parts) {
    return parts.filter((part) => part !== null).flatMap((part) => [part, " "]);
  }

  // lower-third/operator/steering.js
  var LINES = 10;
  var Steering = class {
    #words;
    #dock;
    #whom = element("select", { id: "whom" });
    #here = element("p", { class: "notice here" });
    #answer = element("p", { class: "answer", role: "status" });
    #buttons;
    #list = element("ol", { role: "list", class: "lines" });
    #none;
    #drawnNames = null;
    #rows = /* @__PURE__ */ new Map();
    // id@version -> row
    constructor({ words: words2, dock }) {
      this.#words = words2;
      this.#dock = dock;
      const own = words2.operator;
      const commands = Object.keys(own.commands).map((command) => {
        const made = button(own.commands[command], command === "clear" ? "grave" : "quiet", () => this.#order({ command }));
        made.dataset.command = command;
        return made;
      });
      const choice = element("p", { class: "edition" }, element("label", { for: "whom" }, own.whom), " ", this.#whom);
      this.#buttons = element("div", { class: "buttons" }, choice, ...commands);
      this.#none = element("p", { class: "notice" }, own.noLines);
      const title = element("h2", { id: "steer-title" }, own.steer);
      const lines = element("h3", { id: "lines-title" }, own.lines);
      this.element = element("section", { "aria-labelledby": title.id, class: "steer" }, title, this.#here, this.#buttons, this.#answer, lines, this.#none, this.#list);
    }
    /** Draw who is here and the lines that stand, newest first. */
    draw(entries) {
      const { names } = this.#dock;
      const own = this.#words.operator;
      setText(this.#here, names.length === 0 ? own.nobody : count(this.#words, own.here, names.length));
      this.#buttons.hidden = names.length === 0;
      this.element.dataset.here = String(names.length > 0);
      if (JSON.stringify(names) !== this.#drawnNames) this.#drawNames(names);
      const shown2 = entries.slice(0, LINES);
      this.#none.hidden = shown2.length > 0;
      this.#rows = new Map(shown2.map((entry) => [`${entry.id}@${entry.version}`, this.#row(entry)]));
      place(this.#list, [...this.#rows.values()]);
    }
    #drawNames(names) {
      this.#drawnNames = JSON.stringify(names);
      const { value } = this.#whom;
      const all = element("option", { value: "" }, this.#words.operator.everyone);
      this.#whom.replaceChildren(all, ...names.filter((name) => name !== "").map((name) => element("option", { value: name }, name)));
      this.#whom.value = names.includes(value) ? value : "";
    }
    #row(entry) {
      const known = this.#rows.get(`${entry.id}@${entry.version}`);
      if (known !== void 0) return known;
      const level = levelOf(entry);
      const words2 = element("bdi", { class: "words", id: `line-${entry.id}`, ...tongue(entry) }, ...withNumbers(entry.headline));
      const take = button(this.#words.operator.take, "main take", () => this.#order({ command: "take", id: entry.id }));
      take.setAttribute("aria-describedby", words2.id);
      const mark = element("span", { class: `level ${level}` }, this.#words.levels[level]);
      return element("li", { "data-id": entry.id }, take, element("p", {}, mark, " ", words2));
    }
    #order(order) {
      const own = this.#words.operator;
      const command = own.commands[order.command] || own.take;
      const name = this.#whom.value === "" ? void 0 : this.#whom.value;
      this.#dock.give({ ...order, name }, (heard) => {
        setText(this.#answer, heard === 0 ? fill(own.unheard, { command }) : count(this.#words, own.heard, heard, { command }));
      });
    }
  };

  // lower-third/operator/gallery.js
  var SIZE = 30;
  var TURN_MS = 1e3;
  var Gallery = class {
    #words;
    #feed;
    #teller = new Teller();
    #surfaces;
    #bar;
    #screens;
    #receipts;
    #steering;
    #timer = null;
    #heardMs = null;
    #lost;
    /** @param {object} given `words`, `who`, `feeds`, `slug`; `face(slug)`, `speak`, `signOut`, `lost()` are called */
    constructor({ words: words2, who, feeds, slug, face: face2, speak: speak2, signOut: signOut2, lost }) {
      this.#words = words2;
      this.#lost = lost;
      this.#bar = new Bar({ words: words2, who, feeds, feed: slug, face: face2, speak: speak2, signOut: signOut2, help: () => {
      } });
      this.#screens = new Screens(words2, slug);
      this.#receipts = new ReceiptsView(words2, (text) => this.#teller.say(text));
      this.#surfaces = new Surfaces(() => this.#told());
      this.#feed = new Feed({ server: SERVER, feed: slug, size: SIZE, isShared: false, isKept: false }, () => this.#draw());
      this.dock = new Dock(slug, () => this.#draw());
      this.#steering = new Steering({ words: words2, dock: this.dock });
      this.slug = slug;
      this.#bar.element.querySelector(".skip").remove();
      for (const help of this.#bar.element.querySelectorAll(".helpButton")) help.remove();
      const title = element("h1", { class: "unseen" }, words2.composer);
      const main = element("main", { class: "gallery" }, title, this.#screens.element, this.#receipts.element, this.#steering.element);
      this.element = element("div", { lang: words2.language, dir: words2.dir }, this.#bar.element, main, ...this.#teller.elements);
    }
    start() {
      this.#timer = setInterval(() => this.#draw(), TURN_MS);
      this.#surfaces.watch(this.slug);
      this.#feed.start();
      this.dock.start();
      this.#draw();
    }
    stop() {
      clearInterval(this.#timer);
      this.#timer = null;
      this.#surfaces.stop();
      this.#feed.stop();
      this.dock.stop();
      this.#teller.stop();
      this.element.remove();
    }
    #told() {
      this.#heardMs = Date.now();
      this.#draw();
    }
    /** What screens show is known only while the service tells it. */
    #draw() {
      if (this.#timer === null) return;
      const { view, isStale } = this.#surfaces;
      const spoken2 = isStale ? "stale" : view === null ? "connecting" : "live";
      this.#bar.draw(spoken2, this.#heardMs === null ? "…" : clock(this.#words, this.#heardMs));
      this.element.dataset.stands = spoken2;
      this.#screens.draw(view);
      this.#receipts.draw(view);
      const { held, serverMs: serverMs2 } = this.#feed;
      this.#steering.draw(serverMs2 === null ? [] : shown(held, serverMs2));
      if (spoken2 !== "live") this.#lost();
    }
  };

  // lower-third/operator/words.js
  var OWN = {
    en: {
      composer: "Lower thirds",
      door: "Sign in as an editor",
      notEditor: "Only the key of an editor sees what screens have on air.",
      onAir: "On air now",
      noScreens: "No screen of this edition has reported in the last 24 hours.",
      nothing: "Nothing on air",
      gone: "A line that does not stand any more",
      upToDate: "nothing behind",
      unknown: "how far behind is not known",
      delay: "{s} s delay",
      states: { live: "live", connecting: "connecting", degraded: "degraded", stale: "off air: stale", refused: "no feed", hidden: "hidden" },
      modes: { auto: "goes round", taken: "taken", held: "held", cleared: "cleared" },
      steer: "Steer",
      nobody: "No lower third of this edition is open in this browser. As a dock of OBS, this page steers its browser sources.",
      here: { one: "{n} lower third here", other: "{n} lower thirds here" },
      whom: "Which",
      everyone: "All that are here",
      commands: { next: "Next", hold: "Hold", auto: "Auto", clear: "Clear" },
      heard: { one: "{command}: heard by {n}", other: "{command}: heard by {n}" },
      unheard: "{command}: nobody heard it",
      lines: "Lines",
      noLines: "No line stands.",
      take: "Take",
      receipts: "Kills and their receipts",
      noReceipts: "Nothing was killed in the last 24 hours.",
      killed: "Killed {at}"
    },
    ar: {
      composer: "الثلث السفلي",
      door: "سجّل الدخول بمفتاح محرر",
      notEditor: "مفتاح المحرر وحده يرى ما على الشاشات.",
      onAir: "على الهواء الآن",
      noScreens: "لم تُبلغ أي شاشة لهذه الطبعة في آخر 24 ساعة.",
      nothing: "لا شيء على الهواء",
      gone: "خبر لم يعد معتمدًا",
      upToDate: "غير متأخرة",
      unknown: "مقدار التأخر غير معروف",
      delay: "تأخير مقصود {s} ث",
      states: { live: "مباشر", connecting: "جارٍ الاتصال", degraded: "خدمة متعثرة", stale: "خارج الهواء: بلا تحديث", refused: "لا طبعة", hidden: "مخفية" },
      modes: { auto: "تلقائي", taken: "مختار", held: "مثبّت", cleared: "فارغ" },
      steer: "التحكم",
      nobody: "لا صفحة للثلث السفلي لهذه الطبعة مفتوحة في هذا المتصفح. إذا فُتحت هذه الصفحة لوحةً داخل OBS تحكمت بمصادر المتصفح فيه.",
      here: { zero: "لا شاشات هنا", one: "شاشة واحدة هنا", two: "شاشتان هنا", few: "{n} شاشات هنا", many: "{n} شاشة هنا", other: "{n} شاشة هنا" },
      whom: "أي شاشة",
      everyone: "كل ما هنا",
      commands: { next: "التالي", hold: "تثبيت", auto: "تلقائي", clear: "إفراغ" },
      heard: { zero: "{command}: لم تستجب أي شاشة", one: "{command}: استجابت شاشة واحدة", two: "{command}: استجابت شاشتان", few: "{command}: استجابت {n} شاشات", many: "{command}: استجابت {n} شاشة", other: "{command}: استجابت {n} شاشة" },
      unheard: "{command}: لم تستجب أي شاشة",
      lines: "الأخبار",
      noLines: "لا أخبار.",
      take: "اعرض",
      receipts: "الأخبار المسحوبة وإفادات الشاشات",
      noReceipts: "لم يُسحب أي خبر في آخر 24 ساعة.",
      killed: "سُحب {at}"
    },
    es: {
      composer: "Rótulos",
      door: "Entrar con clave de editor",
      notEditor: "Solo la clave de un editor ve qué tienen las pantallas en emisión.",
      onAir: "Ahora en emisión",
      noScreens: "Ninguna pantalla de esta edición ha informado en las últimas 24 horas.",
      nothing: "Nada en emisión",
      gone: "Una noticia que ya no rige",
      upToDate: "sin retraso",
      unknown: "no se sabe cuánto va por detrás",
      delay: "{s} s de retardo",
      states: { live: "en directo", connecting: "conectando", degraded: "con fallos", stale: "fuera de emisión: sin actualizar", refused: "no existe la edición", hidden: "oculta" },
      modes: { auto: "rueda sola", taken: "elegida", held: "fija", cleared: "vacía" },
      steer: "Control",
      nobody: "En este navegador no hay abierto ningún rótulo de esta edición. Como panel de OBS, esta página controla sus fuentes de navegador.",
      here: { one: "{n} rótulo aquí", other: "{n} rótulos aquí" },
      whom: "Cuál",
      everyone: "Todos los de aquí",
      commands: { next: "Siguiente", hold: "Fijar", auto: "Automático", clear: "Vaciar" },
      heard: { one: "{command}: lo oyó {n}", other: "{command}: lo oyeron {n}" },
      unheard: "{command}: no lo oyó ninguno",
      lines: "Noticias",
      noLines: "No hay noticias.",
      take: "Sacar",
      receipts: "Anulaciones y sus acuses",
      noReceipts: "No se anuló nada en las últimas 24 horas.",
      killed: "Anulada a las {at}"
    }
  };
  function operatorWords(...languages) {
    const shared = wordsFor(...languages);
    const own = OWN[shared.language];
    return { ...shared, composer: own.composer, operator: own, signIn: { ...shared.signIn, title: own.door } };
  }

  // lower-third/operator/page.js
  var ASK_AGAIN_MS = 5e3;
  var kept = new Kept();
  var root = document.getElementById("operator");
  var asked = new URLSearchParams(location.search);
  var words = null;
  var gallery = null;
  var lookedMs = 0;
  var turns = 0;
  function speak(...languages) {
    words = operatorWords(...languages);
    document.documentElement.lang = words.language;
    document.documentElement.dir = words.dir;
    document.title = `ticker · ${words.composer}`;
  }
  function turnTo(language) {
    kept.set("language", language);
    if (gallery !== null) kept.set("feed", gallery.slug);
    speak(language);
    begin();
  }
  function show(...elements) {
    turns += 1;
    if (gallery !== null) gallery.stop();
    gallery = null;
    root.replaceChildren(...elements);
  }
  function knock(why = "") {
    const page = signInPage(words, { speak: turnTo, signIn: (key) => signIn(kept, key), done: open });
    show(page);
    page.querySelector(".error").textContent = why;
    document.getElementById("key").focus();
  }
  async function open(who) {
    if (!seesSurfaces(who)) return knock(words.operator.notEditor);
    const turn = turns;
    const answer = await askService("GET", "v1/feeds").catch(() => null);
    if (turn !== turns) return void 0;
    if (answer === null || !answer.ok) return setTimeout(() => turn === turns && begin(), ASK_AGAIN_MS);
    const feeds = feedsOf(who, answer.body.feeds);
    if (feeds.length === 0) return knock(words.noFeeds);
    const feed = feedToBegin(feeds, [asked.get("feed"), kept.get("feed")], words.language);
    return face(who, feeds, feed.slug);
  }
  function face(who, feeds, slug) {
    const made = new Gallery({
      words,
      who,
      feeds,
      slug,
      face: (other) => {
        asked.delete("feed");
        kept.set("feed", other);
        face(who, feeds, other);
      },
      speak: turnTo,
      signOut: goOut,
      lost: lookAgain
    });
    show(made.element);
    gallery = made;
    made.start();
  }
  async function goOut() {
    const turn = turns;
    const isOut = await signOut(kept);
    if (turn !== turns) return;
    const { go, failed } = words.signOut;
    if (isOut) knock();
    else confirm({ words, title: go, go, says: [failed], agree: () => void goOut() });
  }
  async function lookAgain() {
    if (performance.now() - lookedMs < ASK_AGAIN_MS) return;
    lookedMs = performance.now();
    const turn = turns;
    const { who } = await whoIsHere(kept);
    if (who === null && turn === turns) knock(words.signIn.again);
  }
  async function begin() {
    const turn = turns;
    const { who } = await whoIsHere(kept);
    if (turn !== turns) return;
    if (who === null) knock();
    else open(who);
  }
  speak(asked.get("lang"), kept.get("language"), ...navigator.languages);
  begin();
})();
