// The phone's camera as a scanner, over the whole window. The browser's own reader of barcodes
// where it has one, else the server's: frames go there one by one. Where the page may not have the
// camera (refused, none there, no https) a photograph is taken instead.
const LOOK = { own: 120, server: 350 }; // ms between two looks
const GONE = 1500; // ms without a barcode after which the same one counts again
const FORMATS = ["ean_13", "ean_8", "upc_a", "code_128", "itf"];

export default {
  props: { words: Object, url: String },
  template: `
    <teleport to="body">
      <div v-if="on" class="cam" role="dialog" aria-modal="true" :aria-label="words.title" @keydown.esc.stop="close">
        <video v-show="live" ref="video" playsinline muted></video>
        <div v-if="live" class="cam-aim" :class="mood" aria-hidden="true"></div>
        <div class="cam-top"><span>{{ words.title }}</span>
          <button ref="out" type="button" class="cam-round" :aria-label="words.close" @click="close">×</button></div>
        <p v-if="trouble" class="cam-trouble" role="alert">{{ trouble }}</p>
        <div class="cam-foot">
          <div class="cam-said" :class="mood" role="status">
            <span class="cam-text">{{ text || (live ? words.aim : words.aim_photo) }}</span>
            <span v-if="detail" class="cam-detail">{{ detail }}</span></div>
          <div class="cam-acts">
            <label class="cam-act" :class="{ first: !live }">{{ busy ? words.reading : words.photo }}
              <input type="file" accept="image/*" capture="environment" @change="photo"></label>
            <button v-if="torch !== null" type="button" class="cam-act" :aria-pressed="torch" @click="light">{{ words.torch }}</button>
            <button type="button" class="cam-act" :class="{ first: live }" @click="close">{{ words.done }}</button>
          </div>
        </div>
      </div>
    </teleport>`,
  data() {
    return { on: false, live: false, busy: false, trouble: "", text: "", detail: "", mood: "", torch: null };
  },
  beforeUnmount() { this.close(); },
  methods: {
    async open() {
      Object.assign(this, { on: true, live: false, busy: false, trouble: "", torch: null });
      Object.assign(this, { text: "", detail: "", mood: "", shown: "", seen: 0, hint: "" });
      this.before = document.activeElement;
      this.sound ??= window.AudioContext ? new AudioContext() : null; // in the click: else it stays mute
      this.sound?.resume();
      this.$nextTick(() => this.$refs.out?.focus());
      this.detector = await this.own();
      if (!navigator.mediaDevices?.getUserMedia) { this.trouble = this.words.insecure; return; }
      try {
        const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 960 } };
        const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
        if (!this.on) { stream.getTracks().forEach((track) => track.stop()); return; }
        this.stream = stream;
        this.$refs.video.srcObject = stream;
        await this.$refs.video.play();
      } catch (error) {
        if (this.on) this.trouble = this.words[{ NotAllowedError: "denied", NotReadableError: "taken" }[error.name] || "missing"];
        return;
      }
      this.live = true;
      this.torch = this.stream.getVideoTracks()[0].getCapabilities?.().torch ? false : null;
      this.look();
    },
    close() {
      clearTimeout(this.next);
      this.stream?.getTracks().forEach((track) => track.stop());
      this.stream = null;
      if (!this.on) return;
      this.on = this.live = false;
      this.before?.focus?.();
    },
    async own() { // many browsers have none, some have one that reads nothing
      if (!("BarcodeDetector" in window)) return null;
      try {
        const can = await BarcodeDetector.getSupportedFormats();
        const formats = FORMATS.filter((one) => can.includes(one));
        return formats.includes("ean_13") ? new BarcodeDetector({ formats }) : null;
      } catch { return null; }
    },
    async look() {
      if (!this.live) return;
      try {
        if (!document.hidden && !this.busy) this.see((await this.read(this.$refs.video, 1280))[0] || "");
      } catch { this.answer(false, this.words.offline); }
      this.next = setTimeout(() => this.look(), this.detector ? LOOK.own : LOOK.server);
    },
    see(code) { // two looks must agree; what stays before the camera counts once
      const now = Date.now();
      if (!code) return;
      if (code === this.shown && now - this.seen < GONE) { this.seen = now; return; }
      if (code !== this.hint) { this.hint = code; return; }
      Object.assign(this, { hint: "", shown: code, seen: now });
      this.$emit("found", code);
    },
    async read(source, longest) {
      if (this.detector) {
        const found = await this.detector.detect(source);
        const texts = found.filter((one) => one.format !== "itf" || one.rawValue.length === 14).map((one) => one.rawValue);
        if (texts.length || source === this.$refs.video) return texts;
      }
      const [width, height] = [source.videoWidth || source.width, source.videoHeight || source.height];
      if (!width) return [];
      const scale = Math.min(1, longest / Math.max(width, height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * scale), height: Math.round(height * scale) });
      canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
      return this.ask(await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8)));
    },
    async ask(picture, tries = 5) {
      const headers = { "Content-Type": "image/jpeg" };
      const answer = await fetch(this.url, { method: "POST", body: picture, headers });
      if (answer.status === 429 && tries > 1) { // somebody else's turn
        await new Promise((done) => setTimeout(done, 400));
        return this.ask(picture, tries - 1);
      }
      if (!answer.ok) throw new Error(`${answer.status}`);
      return (await answer.json()).codes;
    },
    async photo(event) {
      const [file] = event.target.files;
      event.target.value = ""; // the same picture may be chosen again
      if (!file) return;
      this.busy = true;
      try {
        const bitmap = await createImageBitmap(file);
        const [code] = await this.read(bitmap, 1600);
        if (code) this.$emit("found", code);
        else this.answer(false, this.words.nothing);
      } catch (error) {
        this.answer(false, error.name === "InvalidStateError" ? this.words.no_picture : this.words.offline);
      }
      this.busy = false;
    },
    async light() {
      this.torch = !this.torch;
      await this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: this.torch }] });
    },
    // ---- what the server asks for
    answer(good, text, detail = "") {
      Object.assign(this, { text, detail, mood: good ? "heard" : "wrong" });
      navigator.vibrate?.(good ? 60 : [80, 60, 80]);
      if (!this.sound) return;
      const tone = this.sound.createOscillator();
      const volume = this.sound.createGain();
      tone.frequency.value = good ? 1200 : 320;
      volume.gain.value = 0.12;
      tone.connect(volume).connect(this.sound.destination);
      tone.start();
      tone.stop(this.sound.currentTime + (good ? 0.09 : 0.3));
    },
  },
};
