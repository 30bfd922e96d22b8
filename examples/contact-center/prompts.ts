// What patients hear before anybody speaks with them: recordings and texts, which flows play by their names.
import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { clinic } from "./people";

const { UserPrompt } = genesyscloud.architect;

/** Two notes, as a recording. It is uploaded when what is in the file changes, whatever the file is called. */
export const chime = new UserPrompt("Clinic_chime", {
    description: "Before every greeting",
    divisionId: clinic.id,
    resources: [{ language: "en-us", text: "Two notes", filename: new pulumi.asset.FileAsset("prompts/chime.wav") }],
});

/** What the platform speaks, each patient in the language of the flow. A recording takes its place by its `filename`. */
export const welcome = new UserPrompt("Clinic_welcome", {
    description: "Greeting of the reception",
    divisionId: clinic.id,
    resources: [
        { language: "en-us", ttsString: "Thank you for calling Example Clinic. In an emergency, hang up and dial nine one one." },
        { language: "es-us", ttsString: "Gracias por llamar a Example Clinic. En caso de emergencia, cuelgue y marque nueve uno uno." },
    ],
});
