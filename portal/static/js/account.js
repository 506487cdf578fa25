// Says on the page when a passkey was refused, cancelled or came too late; allauth only writes it to the console.
const failed = document.querySelector("[data-passkey-failed]");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  failed.hidden = false;
});
