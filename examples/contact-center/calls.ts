// What happens to a call: the number, the IVR that looks at the clock, and the flows that talk to the patient.
import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { hours } from "./hours";
import { clinic, skills } from "./people";
import { chime, welcome } from "./prompts";
import { appointments, bills } from "./queues";

const { Datatable, DatatableRow, Emergencygroup, Ivr } = genesyscloud.architect;

// What the reception looks up by the last digits that a patient dials: the supervisors keep the rest of the rows up to date.
const doctors = new Datatable("Clinic doctors", {
    description: "Which queue a doctor's patients are put into, and whether the doctor is there at all",
    divisionId: clinic.id,
    properties: [
        { name: "key", type: "string", title: "Extension of the doctor" },
        { name: "name", type: "string" },
        { name: "queue", type: "string" },
        { name: "away", type: "boolean", default: "false" },
    ],
});
const row = (keyValue: string, values: Record<string, pulumi.Input<string | boolean>>) =>
    new DatatableRow(`doctor-${keyValue}`, {
        datatableId: doctors.id,
        keyValue,
        propertiesJson: pulumi.jsonStringify(values),
    });
const rows = [
    row("201", { name: "Dr. Lindqvist", queue: appointments.name }),
    row("202", { name: "Dr. Mbeki", queue: appointments.name, away: true }),
];

// How far callers come: reports count it.
const found = new genesyscloud.FlowMilestone("Clinic doctor found", { divisionId: clinic.id });

/** A flow of this folder. What stands in double braces is filled in from here; only when the result changes is it published again. */
function flow(file: string, name: string, more: Record<string, pulumi.Input<string>> = {}, dependsOn: pulumi.Resource[] = []) {
    return new genesyscloud.Flow(
        name,
        {
            filepath: new pulumi.asset.FileAsset(`flows/${file}.yaml`),
            substitutions: { name, division: clinic.name, ...more },
        },
        { dependsOn },
    );
}

// The reception names the queues by name; who waits in one of them hears a flow that names the queue, and the queue names that flow: it
// is attached when both are there.
const reception = flow(
    "reception",
    "Clinic reception",
    {
        appointments: appointments.name,
        billing: bills.name,
        skill: skills.appointments.name,
        doctors: doctors.name,
        milestone: found.name,
        chime: chime.name,
        welcome: welcome.name,
    },
    rows,
);
const closed = flow("closed", "Clinic closed");
const evacuation = flow("evacuation", "Clinic evacuation");
const waiting = flow("waiting", "Clinic waiting", { queue: appointments.name });
new genesyscloud.QueueFlows("appointments", { queueId: appointments.id, queueFlowId: waiting.id });

// The number that patients call is one of these.
const numbers = new genesyscloud.telephonyprovidersedges.DidPool("numbers", {
    description: "Example Clinic",
    startPhoneNumber: "+13175550100",
    endPhoneNumber: "+13175550109",
});
export const hotline = new Ivr("Clinic hotline", {
    description: "What patients call",
    divisionId: clinic.id,
    // A number must be in a pool before an IVR can have it.
    dnis: [numbers.startPhoneNumber],
    scheduleGroupId: hours.id,
    openHoursFlowId: reception.id,
    closedHoursFlowId: closed.id,
    holidayHoursFlowId: closed.id,
});

// Supervisors declare an emergency; a program that does not name `enabled` never ends one.
new Emergencygroup("Clinic evacuation", {
    divisionId: clinic.id,
    emergencyCallFlows: [{ emergencyFlowId: evacuation.id, ivrIds: [hotline.id] }],
});

export const flows = { reception, closed, evacuation, waiting };
