/* Wagtail's date chooser replaces a date that it cannot read with today's when the field loses
   focus. Keep what was typed: the server refuses it with a message. */
(() => {
  "use strict";
  const chooser = window.jQuery && window.jQuery.fn.datetimepicker;
  if (!chooser) return;
  chooser.defaults.validateOnBlur = false;
  // Without that option the calendar would stay open after Tab.
  document.addEventListener("focusout", ({ target }) => {
    const calendar = window.jQuery(target).data("xdsoft_datetimepicker");
    if (calendar) calendar.trigger("close.xdsoft");
  });
})();
