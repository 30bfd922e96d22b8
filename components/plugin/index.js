// Started by Pulumi's Node.js runtime, as PulumiPlugin.yaml says; the engine's address is the argument.
require("pulumi-genesyscloud-components/bin/plugin").serve(process.argv.slice(2));
