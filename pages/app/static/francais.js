// Streamlit's own words in French, and the address of its server. Our own texts are French already; plotly has its locale.
(() => {
  // Left alone, Streamlit first looks for its server under the page's own address: two 404 at each deep link.
  window.__streamlit = { BACKEND_BASE_URL: new URL("../..", document.currentScript.src).href };

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
    // Files
    "Add files": "Ajouter des fichiers",
    "Click to retry upload": "Réessayer l’envoi",
    "Download failed": "Le téléchargement a échoué",
    "Drag and drop a file here": "Glissez un fichier ici",
    "Drag and drop files here": "Glissez des fichiers ici",
    "Only one file is allowed.": "Un seul fichier est accepté.",
    "Too many files": "Trop de fichiers",
    "Upload": "Choisir un fichier",
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
    // Running
    "Connecting": "Connexion",
    "Connecting to Streamlit server": "Connexion au serveur en cours",
    "Connection error": "Connexion perdue",
    "Connection timed out.": "Le serveur ne répond pas.",
    "Error": "Erreur",
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
    [/^Press Enter to .+$/, "Entrée pour valider"],
    [/^Remove (.+)$/, "Retirer $1"],
    [/^Select (\d+) matches$/, "Choisir les $1 résultats"],
    [/^View (\d+) more$/, "Voir $1 de plus"],
    [/^You can only select up to (\d+) options?\. Remove an option first\.$/, "$1 choix au plus\u00a0: retirez-en un d’abord."],
    [/^The page that you have requested does not seem to exist\..+$/, "Cette adresse ne mène à aucune page. Voici l’accueil."],
    [/^This app has encountered an error\. .+$/, "Cette partie de l’écran n’a pas pu s’afficher. Le détail est dans le journal du serveur."],
  ];
  const ATTRIBUTES = ["alt", "aria-label", "data-title", "placeholder", "title"];

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
