// Streamlit's own words in French, and the address of its server. Our own texts are French already; plotly has its locale.
(() => {
  // Left alone, Streamlit first looks for its server under the page's own address: two 404 at each deep link.
  window.__streamlit = { BACKEND_BASE_URL: new URL("../..", document.currentScript.src).href };
  // Calendars and numbers follow the browser, whose reader reads a French screen.
  Object.defineProperty(Navigator.prototype, "language", { get: () => "fr-FR" });

  const longDate = (text) => new Date(text).toLocaleDateString("fr-FR", { dateStyle: "long" });
  const longMonth = (name) => new Date(`${name} 1, 2000`).toLocaleDateString("fr-FR", { month: "long" });

  const WORDS = new Map(Object.entries({
    // Choices
    "Add options": "Ajouter des choix",
    "Choose an option": "Choisir",
    "Choose options": "Choisir",
    "Clear all": "Tout effacer",
    "Clear entry": "Effacer la saisie",
    "Clear value": "Effacer le choix",
    "Decrement": "Diminuer",
    "Increment": "Augmenter",
    "Multiselect options": "Choix proposés",
    "No options to select": "Aucun choix possible",
    "No results": "Aucun résultat",
    "Open": "Ouvrir",
    "Select all": "Tout choisir",
    "Selectbox options": "Choix proposés",
    "Selected values": "Choix retenus",
    "(required)": "(obligatoire)",
    // Dates
    "Choose date": "Choisir une date",
    "Choose date range": "Choisir une période",
    "Clear date": "Effacer la date",
    "Clear dates": "Effacer les dates",
    "Next month": "Mois suivant",
    "Previous month": "Mois précédent",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.":
      "Flèches pour aller d’un jour à l’autre, Entrée pour choisir, Échap pour fermer.",
    "Empty": "Vide",
    "dd": "jj",
    "yyyy": "aaaa",
    // Numbers
    "Invalid input.": "Cette saisie n’est pas valable.",
    "Number is above the allowed range.": "Ce nombre est trop grand.",
    "Number is below the allowed range.": "Ce nombre est trop petit.",
    // Files
    "Add files": "Ajouter des fichiers",
    "Click to retry upload": "Réessayer l’envoi",
    "Download failed": "Le téléchargement a échoué",
    "Drag and drop a file here": "Glissez un fichier ici",
    "Drag and drop files here": "Glissez des fichiers ici",
    "File size is too small.": "Ce fichier est trop petit.",
    "Only one file is allowed.": "Un seul fichier est accepté.",
    "Too many files": "Trop de fichiers",
    "Upload": "Choisir un fichier",
    "Unexpected error. Please try again.": "L’envoi a échoué. Recommencez.",
    "Upload failed": "L’envoi a échoué",
    "file upload": "envoi de fichier",
    // Reading
    "(opens in new tab)": "(nouvel onglet)",
    "Close": "Fermer",
    "Close fullscreen": "Quitter le plein écran",
    "Copied": "Copié",
    "Copy to clipboard": "Copier",
    "Dismiss": "Fermer",
    "Download as CSV": "Télécharger (CSV)",
    "Fullscreen": "Plein écran",
    "Help": "Aide",
    "Link to heading": "Lien vers ce titre",
    "Scrollable table": "Tableau à faire défiler",
    "Search": "Chercher",
    "Show/hide columns": "Choisir les colonnes",
    "Scroll tabs left": "Onglets précédents",
    "Scroll tabs right": "Onglets suivants",
    "empty": "vide",
    // Frame
    "App pages": "Pages",
    "Main menu": "Menu principal",
    "Navigate to home page": "Retour à l’accueil",
    "Print": "Imprimer",
    "Record screen": "Filmer l’écran",
    "Skip to main content": "Aller au contenu",
    "View less": "Voir moins",
    "view less": "voir moins",
    "view more": "voir plus",
    "Notifications": "Messages",
    // Running
    "Connecting": "Connexion",
    "Connecting to Streamlit server": "Connexion au serveur en cours",
    "Connection error": "Connexion perdue",
    "Connection timed out.": "Le serveur ne répond pas.",
    "Error": "Erreur",
    "File change.": "L’application a changé.",
    "Rerun": "Recharger",
    "Script execution error": "Cette partie de l’écran n’a pas pu s’afficher",
    "Try again": "Recommencer",
    "Unknown Error": "Erreur",
    "Unknown error": "Erreur",
    "Running...": "Calcul en cours",
    "Stop": "Arrêter",
    "Stopping...": "Arrêt en cours",
    "Unable to connect to Streamlit server": "Le serveur ne répond pas",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
      "Le serveur ne répond plus. Rien n’est perdu\u00a0: relancez-le, puis rechargez la page.",
    "Streamlit server is not responding. Are you connected to the internet?":
      "Le serveur ne répond plus. Rien n’est perdu\u00a0: vérifiez la connexion, puis rechargez la page.",
    "Connection lost. Please wait for the app to reconnect, then try again.":
      "Connexion perdue. Attendez qu’elle revienne, puis recommencez.",
    "streamlit run yourscript.py": "make run",
    "Page not found": "Page introuvable",
  }));
  // Not among the words: a file may well have a column of that name.
  const PARTS = { day: "jour", month: "mois", year: "année" };
  const SENTENCES = [
    [/^(\d+) options? available\.$/, "$1 choix proposés."],
    [/^(.+) — start$/, "$1\u00a0: début"],
    [/^(.+) — end$/, "$1\u00a0: fin"],
    [/^Add: (.+)$/, "Ajouter\u00a0: $1"],
    [/^(\d+)(?:\.(\d))?B$/, "$1\u00a0octets"],
    [/^(\d+)(?:\.(\d))?KB$/, "$1,$2\u00a0ko"],
    [/^(\d+)(?:\.(\d))?MB$/, "$1,$2\u00a0Mo"],
    [/^([\d.]+)MB per file$/, "$1\u00a0Mo par fichier"],
    [/^File is larger than .+$/, "Ce fichier est trop gros."],
    [/^\S+ files are not allowed\.$/, "Ce type de fichier n’est pas accepté."],
    [/^Help for (.+)$/, "Aide\u00a0: $1"],
    [/^Press (.*)Enter to .+$/, "$1Entrée pour valider"],
    [/^(\d+) more$/, "$1 de plus"],
    [/^Choose date, (.+)$/, "Choisir une date, $1"],
    [/^(day|month|year), (.+)$/, (_, part, label) => `${PARTS[part]}, ${label}`],
    [/^(\d+) – ([A-Z][a-z]+)$/, (_, number, month) => `${number} – ${longMonth(month)}`],
    [/^Selected Date: (.+)$/, (_, date) => `Date choisie\u00a0: ${longDate(date)}`],
    [/^(?:\*\*)?Error(?:\*\*)?: Date set outside allowed range\..+$/, "Cette date n’est pas permise ici."],
    [/^(?:\*\*)?(?:Error(?:\*\*)?: )?Number is (?:above|below|outside) the allowed range\. Please .+$/, "Ce nombre n’est pas permis ici."],
    [/^Fullscreen: (.+)$/s, "Plein écran\u00a0: $1"],
    [/^File is smaller than .+$/, "Ce fichier est trop petit."],
    [/^File type must be .+$/, "Ce type de fichier n’est pas accepté."],
    [/^Connection failed with status .+$/, "Le serveur ne répond pas."],
    [/^Remove (.+)$/, "Retirer $1"],
    [/^Select (\d+) matches$/, "Choisir les $1 résultats"],
    [/^View (\d+) more$/, "Voir $1 de plus"],
    [/^You can only select up to (\d+) options?\. Remove an option first\.$/, "$1 choix au plus\u00a0: retirez-en un d’abord."],
    [/^The page that you have requested does not seem to exist\..+$/, "Cette adresse ne mène à aucune page. Voici l’accueil."],
    [/^This app has encountered an error\. .+$/, "Cette partie de l’écran n’a pas pu s’afficher. Le détail est dans le journal du serveur."],
  ];
  const ATTRIBUTES = ["alt", "aria-label", "aria-valuetext", "data-title", "placeholder", "title"];

  const inFrench = (text) => {
    const word = WORDS.get(text.trim());
    if (word) return word;
    const sentence = SENTENCES.find(([english]) => english.test(text));
    return sentence ? text.replace(...sentence) : text;
  };

  const translate = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const french = inFrench(node.data);
      if (french !== node.data) node.data = french;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of ATTRIBUTES) {
        const english = node.getAttribute(name);
        const french = english && inFrench(english);
        if (french !== english) node.setAttribute(name, french);
      }
      // An icon stands beside its word: read aloud, it would only say its English name.
      if (node.ariaLabel?.endsWith(" icon")) node.ariaHidden = "true";
    }
  };

  // Drawings hold thousands of nodes and none of Streamlit's words.
  const isDrawing = (node) => node instanceof SVGElement;
  const translateTree = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      isDrawing(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    for (let node = root; node; node = walker.nextNode()) translate(node);
  };

  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (isDrawing(target)) continue;
      if (!addedNodes.length) translate(target);
      for (const node of addedNodes) if (!isDrawing(node)) translateTree(node);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
})();
