// The contact centre of a clinic, from the number that patients call to the agent who answers. One `up` makes all of it, in the order that
// follows from who names whom; one `destroy` takes it away.
import { flows, hotline } from "./calls";
import { clinic } from "./people";
import { appointments, bills, route } from "./queues";

export const number = hotline.dnis.apply((numbers) => numbers?.[0]);
export const address = route.id.apply((id) => `appointments@${id.split("/")[0]}`);
export const division = clinic.id;
export const queues = { appointments: appointments.id, billing: bills.id };
export const reception = flows.reception.id;
