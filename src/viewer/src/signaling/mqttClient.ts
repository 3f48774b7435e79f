/** mqtt.js, an output file of its own: the page loads it only when it signals over MQTT. */
export { connect } from 'mqtt';
