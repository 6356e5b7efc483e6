// The sheet of quick entry. What is typed, and how it changed (undo), belongs to the browser:
// a fast hand or a scanner is never overtaken by an answer. The server gets every change as the
// whole sheet and answers with cells by the line's number, for the texts they were made of.
//
// A scanner is a keyboard that types faster than a hand and ends with Enter. Wherever the focus is
// on the page, what it types is a scanned code: one piece more of it.
const FAST = 50; // ms between two keys of a scanner
const SHORTEST = 6; // keys

export default {
  props: { cells: Object, words: Object, most: Number, most_pasted: Number, store: String },
  template: `
    <div class="og" @paste="paste" @keydown="keys" @focusin="focused">
      <div class="og-head" aria-hidden="true">
        <span class="num">№</span><span>{{ words.code }}</span><span class="num">{{ words.count }}</span>
        <span>{{ words.product }}</span><span class="num">{{ words.price }}</span>
        <span class="num">{{ words.stock }}</span><span class="num">{{ words.sum }}</span><span></span>
      </div>
      <div v-for="(line, at) in lines" :key="line.id" class="og-row" role="group"
        :aria-label="words.line + ' ' + (at + 1)" :class="{ wrong: cell(line).problem, ready: cell(line).ready }">
        <span class="og-no faint num">{{ at + 1 }}</span>
        <input class="og-code" v-model="line.code" :data-at="at" data-part="code" maxlength="200"
          autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="next"
          :aria-label="words.code" :placeholder="at ? '' : words.code_hint" :aria-describedby="cell(line).problem ? 'og-said' + line.id : null" :aria-invalid="!!(cell(line).problem && cell(line).unknown)" @blur="commit">
        <input class="og-count" v-model="line.count" :data-at="at" data-part="count" maxlength="40"
          inputmode="decimal" autocomplete="off" enterkeyhint="next" :aria-label="words.count" :placeholder="at ? '' : words.count_hint" :aria-describedby="cell(line).problem ? 'og-said' + line.id : null" :aria-invalid="!!(cell(line).problem && !cell(line).unknown)" @blur="commit">
        <span class="og-name" :id="'og-said' + line.id">
          <span v-if="cell(line).name">{{ cell(line).name }}</span>
          <span v-if="cell(line).note" class="sub">{{ cell(line).note }}</span>
          <button v-if="cell(line).pack" type="button" class="og-pack" :aria-pressed="inPacks(line)" @click="packs(line)">{{ cell(line).pack }}</button>
          <span v-if="cell(line).problem" class="sub og-problem">{{ cell(line).problem }}
            <button v-if="cell(line).unknown" type="button" class="og-find" @click="$emit('seek', line.id)">{{ words.find }}</button></span>
        </span>
        <span class="og-price num">{{ cell(line).price }}</span>
        <span class="og-stock num" :class="{ short: cell(line).short }">{{ cell(line).stock }}</span>
        <span class="og-sum num strong">{{ cell(line).sum }}</span>
        <button v-if="line.code || line.count" class="og-out" type="button" tabindex="-1" :title="words.out"
          :aria-label="words.out" @click="drop(at)">×</button>
      </div>
    </div>`,
  data() {
    return { lines: [], past: [], told: "", at: 0, next: 1, burst: null };
  },
  created() {
    let kept = [];
    try { kept = JSON.parse(sessionStorage.getItem(this.store)) || []; } catch { /* private window */ }
    for (const [code, count] of kept.slice(0, this.most)) this.lines.push(this.make(code, count));
    this.grow();
    this.told = this.seal();
  },
  mounted() {
    if (this.filled().length) this.tell();
    this.focus(this.free(), "code");
    document.addEventListener("keydown", this.listen, true);
  },
  unmounted() { document.removeEventListener("keydown", this.listen, true); },
  methods: {
    make(code = "", count = "") { return { id: this.next++, code, count }; },
    empty(line) { return !line.code.trim() && !line.count.trim(); },
    filled() { return this.lines.filter((line) => !this.empty(line)); },
    free() {
      const at = this.lines.findIndex((line) => this.empty(line));
      return at < 0 ? this.lines.length - 1 : at;
    },
    seal() { return JSON.stringify(this.lines.map((line) => [line.id, line.code, line.count])); },
    cell(line) {
      const cell = this.cells[line.id];
      return cell && cell.code === line.code.trim() && cell.count === line.count.trim() ? cell : {};
    },
    grow() { // some empty lines always stand below
      let tail = 0;
      while (tail < this.lines.length && this.empty(this.lines[this.lines.length - 1 - tail])) tail++;
      const wanted = Math.max(8 - this.lines.length, 3 - tail);
      for (let i = 0; i < wanted && this.lines.length < this.most; i++) this.lines.push(this.make());
    },
    commit() {
      const now = this.seal();
      if (now === this.told) return;
      this.past.push(this.told);
      this.past.splice(0, this.past.length - 200);
      this.told = now;
      this.grow();
      this.told = this.seal();
      this.tell();
    },
    tell() {
      const filled = this.filled();
      try {
        sessionStorage.setItem(this.store, JSON.stringify(filled.map((line) => [line.code, line.count])));
      } catch { /* private window */ }
      this.$emit("typed", filled.map((line) => ({ id: line.id, code: line.code.trim(), count: line.count.trim() })));
    },
    focused(event) {
      if (event.target.dataset.part) { this.at = Number(event.target.dataset.at); event.target.select(); }
    },
    focus(at, part) {
      this.$nextTick(() => {
        const to = Math.min(Math.max(at, 0), this.lines.length - 1);
        const field = this.$el.querySelector(`[data-at="${to}"][data-part="${part}"]`);
        field?.focus();
        field?.scrollIntoView({ block: "nearest" });
      });
    },
    listen(event) {
      const { target } = event;
      const mine = this.$el.contains(target) && target.dataset.part;
      const elsewhere = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest(".q-dialog");
      if ((elsewhere && !mine) || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) {
        this.burst = null;
        return;
      }
      const fast = this.burst && event.timeStamp - this.burst.last < FAST;
      if (event.key === "Enter") {
        const { text, id, part, before } = this.burst || { text: "" };
        this.burst = null;
        if (!fast || text.length < SHORTEST) return;
        event.preventDefault();
        event.stopPropagation(); // a button that has the focus is not meant
        const line = this.lines.find((one) => one.id === id);
        if (line) line[part] = before;
        this.scan(text);
      } else if (event.key.length === 1) {
        if (!fast) {
          const line = mine ? this.lines[target.dataset.at] : null;
          this.burst = { text: "", id: line?.id, part: target.dataset.part, before: line ? target.value : "" };
        }
        this.burst.text += event.key;
        this.burst.last = event.timeStamp;
      }
    },
    keys(event) {
      const { at: row, part } = event.target.dataset;
      if ((event.ctrlKey || event.metaKey) && event.code === "KeyZ" && !event.shiftKey) {
        event.preventDefault();
        this.undo();
        return;
      }
      if (!part || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = Number(row);
      const edge = (end) => event.target.selectionStart === event.target.selectionEnd ?
        event.target.selectionEnd === (end ? event.target.value.length : 0) : event.target.value.length === event.target.selectionEnd - event.target.selectionStart;
      if (event.key === "Enter") this.enter(at, part);
      else if (event.key === "ArrowDown") this.focus(at + 1, part);
      else if (event.key === "ArrowUp") this.focus(at - 1, part);
      else if (event.key === "ArrowRight" && part === "code" && edge(true)) this.focus(at, "count");
      else if (event.key === "ArrowLeft" && part === "count" && edge(false)) this.focus(at, "code");
      else return;
      event.preventDefault();
      event.stopPropagation(); // from the keys of the whole page
    },
    enter(at, part) {
      const line = this.lines[at];
      if (part === "count" && this.isBarcode(line.count.trim())) { // a scanner does not wait for a quantity
        const code = line.count.trim();
        line.count = "";
        if (!this.empty(this.lines[at + 1] || this.make("full"))) this.lines.splice(at + 1, 0, this.make());
        this.lines[at + 1].code = code;
        this.commit();
        this.focus(at + 1, "count");
        return;
      }
      const { unknown } = this.cell(line);
      this.commit();
      if (part === "code" && unknown) this.$emit("seek", line.id); // it is known to be in question
      else if (part === "count") this.focus(at + 1, "code");
      else if (line.code.trim()) this.focus(at, "count");
    },
    isBarcode(text) {
      if (!/^(\d{8}|\d{12,14})$/.test(text)) return false;
      const digits = [...text].map(Number);
      const check = digits.pop();
      const sum = digits.reverse().reduce((whole, digit, i) => whole + digit * (i % 2 ? 1 : 3), 0);
      return (10 - (sum % 10)) % 10 === check;
    },
    paste(event) {
      const { at: row, part } = event.target.dataset;
      const text = event.clipboardData?.getData("text/plain") || "";
      if (!part || !/[\t\r\n]/.test(text.trim())) return; // one value: the field's own affair
      event.preventDefault();
      const given = text.split(/\r\n|\r|\n/).filter((one) => one.trim()).map((one) => one.split("\t").map((cell) => cell.trim()));
      const at = Number(row);
      if (given.length > this.most_pasted) this.$emit("too_many", given.length);
      else if (given.some((cells) => cells.length > 1)) this.$emit("pasted", { id: this.lines[at].id, rows: given });
      else if (part === "code") this.fill(this.lines[at].id, given);
      else { // quantities for what is there
        given.forEach(([count], i) => {
          if (!this.lines[at + i]) this.lines.push(this.make());
          this.lines[at + i].count = count.slice(0, 40);
        });
        this.commit();
        this.focus(this.free(), "code");
      }
    },
    fill(id, given) { // [code, count] of new lines at the line; nothing that is there is written over
      const whole = this.filled().length + given.length;
      if (whole > this.most) { this.$emit("too_many", whole); return; }
      const found = this.lines.findIndex((line) => line.id === id);
      const at = found < 0 ? this.free() : found; // it may have been taken out meanwhile
      const fresh = given.map(([code, count]) => this.make(code.slice(0, 200), (count || "").slice(0, 40)));
      const begin = this.empty(this.lines[at]) ? at : at + 1;
      let room = begin;
      while (room < this.lines.length && room - begin < fresh.length && this.empty(this.lines[room])) room++;
      this.lines.splice(begin, room - begin, ...fresh);
      this.commit();
      this.focus(this.free(), "code");
    },
    inPacks(line) { return line.count.trim().endsWith(this.words.packs); },
    packs(line) { // the keys of a telephone have figures alone: a touch says that they are packs
      const figures = line.count.trim().replace(this.words.packs, "").trim();
      line.count = this.inPacks(line) ? figures : `${figures} ${this.words.packs}`;
      this.commit();
    },
    drop(at) {
      this.lines.splice(at, 1);
      this.commit();
      this.focus(at, "code");
    },
    // ---- what the server asks for
    undo() {
      this.commit(); // what is being typed is the last change
      const before = this.past.pop();
      if (before === undefined) return;
      this.lines = JSON.parse(before).map(([id, code, count]) => ({ id, code, count }));
      this.grow();
      this.told = this.seal();
      this.tell();
      this.focus(Math.min(this.at, this.free()), "code");
    },
    put(id, code) {
      const at = this.lines.findIndex((line) => line.id === id);
      if (at < 0) return;
      this.lines[at].code = code;
      this.commit();
      this.focus(at, this.lines[at].count ? "code" : "count");
    },
    scan(code, quiet = false) { // again is one more; typed over, the quantity is that
      this.commit();
      let at = this.lines.findIndex((line) => line.code.trim() === code && /^\d*$/.test(line.count.trim()));
      if (at < 0) {
        at = this.free();
        if (!this.empty(this.lines[at])) { this.$emit("too_many", this.most + 1); return; }
        this.lines[at].code = code;
      }
      this.lines[at].count = `${Number(this.lines[at].count) + 1}`;
      this.commit();
      if (!quiet) this.focus(at, "count"); // with the camera open no keyboard should come up
    },
    // In the basket now: no change that undo takes back here, its notice does.
    take_out(ids) {
      this.lines = this.lines.filter((line) => !ids.includes(line.id));
      this.past = [];
      this.grow();
      this.told = this.seal();
      this.tell();
      this.focus(this.free(), "code");
    },
    put_back(given) {
      this.lines = [...given.map(({ code, count }) => this.make(code, count)), ...this.filled()];
      this.past = [];
      this.grow();
      this.told = this.seal();
      this.tell();
    },
  },
};
