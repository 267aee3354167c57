// Starts the language server for policies and lets Visual Studio Code speak with it.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("slacode.restart", restart),
    vscode.commands.registerCommand("slacode.select", select),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("slacode")) return restart();
    }),
  );
  await start();
}

async function start() {
  const settings = vscode.workspace.getConfiguration("slacode");
  const [command, ...args] = settings.get("command");
  client = new LanguageClient(
    "slacode",
    "slacode",
    { command, args },
    {
      documentSelector: [{ language: "slacode" }],
      initializationOptions: { paths: settings.get("paths"), selectsReason: true },
    },
  );
  try {
    await client.start();
  } catch (error) {
    const said = `slacode: \`${command}\` cannot be started (${error.message}). `;
    vscode.window.showErrorMessage(said + 'Install it with pip install "slacode[editor]", or set slacode.command.');
  }
}

async function restart() {
  await deactivate();
  await start();
}

// Selects the words of an allowance that are to be written over, once its comment stands in the text.
async function select(uri, line, from, to) {
  const editor = await vscode.window.showTextDocument(vscode.Uri.parse(uri));
  editor.selection = new vscode.Selection(line, from, line, to);
}

async function deactivate() {
  const running = client;
  client = undefined;
  if (running?.isRunning()) await running.stop();
}

module.exports = { activate, deactivate };
