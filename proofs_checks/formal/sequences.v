(* Real sequences: Robbins and Siegmund's lemma along one path, settling, windows, slow variation. *)
From Coq Require Import Reals Lra Psatz Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums.
Open Scope R_scope.

Definition conv f := ex_finite_lim_seq (fun n => sum n f).

Lemma bounded_conv u : ex_finite_lim_seq u -> exists B, forall n, Rabs (u n) <= B.
Proof.
  intros [l Hl]. apply is_lim_seq_spec in Hl. destruct (Hl (mkposreal 1 Rlt_0_1)) as [N HN]. simpl in HN.
  assert (P: forall m, exists B, forall n, (n < m)%nat -> Rabs (u n) <= B).
  { induction m as [|m [B HB]]; [exists 0; intros; lia|]. exists (Rmax B (Rabs (u m))). intros n Hn.
    destruct (Nat.eq_dec n m) as [->|e]; [apply Rmax_r|]. eapply Rle_trans; [apply HB; lia|apply Rmax_l]. }
  destruct (P N) as [B HB]. exists (Rmax B (Rabs l + 1)). intros n.
  destruct (le_lt_dec N n) as [L|L].
  - eapply Rle_trans; [|apply Rmax_r]. specialize (HN n L). replace (u n) with (l + (u n - l)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. lra.
  - eapply Rle_trans; [apply HB; auto|apply Rmax_l].
Qed.

Theorem robbins_siegmund A Bk e L : (forall k, A (S k) <= A k - Bk k + e k) -> (forall k, 0 <= Bk k) ->
  conv e -> (forall k, L <= A k) -> ex_finite_lim_seq A /\ conv Bk.
Proof.
  intros H HB He HL. destruct (bounded_conv _ He) as [E HE].
  assert (HE1: forall k, sum k e <= E) by (intros k; specialize (HE k); apply Rabs_le_between in HE; lra).
  split.
  - assert (Y: ex_finite_lim_seq (fun k => A k - sum k e)).
    { apply ex_finite_lim_seq_decr with (L - E).
      - intros n. simpl. specialize (H n); specialize (HB n). lra.
      - intros n. specialize (HL n); specialize (HE1 n). lra. }
    destruct Y as [y Hy], He as [x Hx]. exists (y + x).
    apply is_lim_seq_ext with (fun k => (A k - sum k e) + sum k e); [intros; ring|].
    apply is_lim_seq_plus'; assumption.
  - apply ex_finite_lim_seq_incr with (A O - L + E).
    + intros n. simpl. specialize (HB n). lra.
    + intros n. assert (Q: A n - sum n e <= A O - sum n Bk).
      { induction n; simpl; [lra|]. specialize (H n). lra. }
      specialize (HL n); specialize (HE1 n). lra.
Qed.

Theorem settle gam d eta f k0 : (forall k, 0 <= gam k) -> is_lim_seq (fun n => sum n gam) p_infty ->
  (forall x, 0 <= x -> 0 <= f x) -> (forall x y, 0 <= x <= y -> f x <= f y) -> (forall x, 0 < x -> 0 < f x) ->
  (forall k, 0 <= d k) -> is_lim_seq eta 0 ->
  (forall k, (k0 <= k)%nat -> d (S k) <= Rmax (d k - gam k * f (d k)) (eta k)) -> is_lim_seq d 0.
Proof.
  intros Hg Hinf F0 Fm Fp Hd He H. apply is_lim_seq_spec. intros [s Hs].
  apply is_lim_seq_spec in He. destruct (He (mkposreal (s/2) ltac:(lra))) as [N HN]. simpl in HN.
  set (K := max N k0). set (s' := s/2).
  assert (Eta: forall k, (K <= k)%nat -> eta k <= s').
  { intros k Hk. specialize (HN k ltac:(lia)). rewrite Rminus_0_r in HN. apply Rabs_def2 in HN. unfold s'; lra. }
  assert (Inv: forall k, (K <= k)%nat -> d k <= s' -> d (S k) <= s').
  { intros k Hk L. eapply Rle_trans; [apply H; lia|]. apply Rmax_lub; [|apply Eta; auto].
    assert (0 <= gam k * f (d k)) by (apply Rmult_le_pos; auto). lra. }
  assert (Ex: exists k, (K <= k)%nat /\ d k <= s').
  { apply Classical_Prop.NNPP. intros Hn.
    assert (Big: forall k, (K <= k)%nat -> s' < d k).
    { intros k Hk. apply Rnot_le_lt. intros L. apply Hn. exists k; auto. }
    assert (Dec: forall m, d (K + m)%nat <= d K - f s' * (sum (K + m) gam - sum K gam)).
    { induction m as [|m IH]; [rewrite Nat.add_0_r; lra|]. rewrite Nat.add_succ_r. simpl.
      specialize (H (K+m)%nat ltac:(lia)). assert (B1 := Big (S (K+m)) ltac:(lia)).
      assert (B2 := Big (K+m)%nat ltac:(lia)). assert (S0 : 0 < s') by (unfold s'; lra). assert (B3 := Eta (K+m)%nat ltac:(lia)).
      assert (f s' <= f (d (K+m)%nat)) by (apply Fm; lra).
      assert (gam (K+m)%nat * f s' <= gam (K+m)%nat * f (d (K+m)%nat)) by (apply Rmult_le_compat_l; auto).
      unfold Rmax in H; destruct Rle_dec; lra. }
    apply is_lim_seq_spec in Hinf. destruct (Hinf (d K / f s' + sum K gam)) as [M HM].
    specialize (HM (K + M)%nat ltac:(lia)). specialize (Dec M). assert (D := Hd (K+M)%nat).
    assert (P := Fp s' ltac:(unfold s'; lra)).
    assert (Q: f s' * (d K / f s') = d K) by (field; lra).
    assert (f s' * (d K / f s') < f s' * (sum (K+M) gam - sum K gam)) by (apply Rmult_lt_compat_l; lra).
    lra. }
  destruct Ex as [k1 [Hk1 L1]]. exists k1. intros k Hk. simpl.
  assert (d k <= s') by (induction Hk; auto; apply Inv; [lia|auto]).
  rewrite Rminus_0_r, Rabs_pos_eq by auto. unfold s' in *; lra.
Qed.

Lemma window_up x f rho lo s t D eta delta : (s <= t)%nat ->
  (forall k, (s <= k)%nat -> x (S k) = x k - f k - rho k) ->
  (forall k, (s <= k < t)%nat -> rho k < 0 -> x k <= lo) ->
  (forall k, (s <= k < t)%nat -> Rabs (x (S k) - x k) <= eta) -> lo - delta <= x s -> 0 <= eta -> 0 <= delta ->
  (forall i, (s <= i <= t)%nat -> Rabs (sum t f - sum i f) <= D) -> x t - x s <= D + eta + delta.
Proof.
  intros Hst Hx Hr He Hs Hp Hd HD.
  assert (C: forall m, (s <= m <= t)%nat -> x m + sum m f <= x s + sum s f \/
     exists l, (s <= l < m)%nat /\ x l <= lo /\ x m + sum m f <= x (S l) + sum (S l) f).
  { induction m as [|m IH]; intros Hm.
    - left. replace s with O by lia. lra.
    - destruct (Nat.eq_dec s (S m)) as [->|e]; [left; lra|].
      specialize (IH ltac:(lia)). assert (E := Hx m ltac:(lia)).
      destruct (Rlt_dec (rho m) 0) as [L|L].
      + right. exists m. repeat split; try lia; [apply Hr; auto; lia | lra].
      + simpl (sum (S m) f). destruct IH as [IH|(l & Hl & A & B)]; [left; lra|].
        right. exists l. repeat split; try lia; lra. }
  destruct (C t ltac:(lia)) as [A|(l & Hl & A & B)].
  - specialize (HD s ltac:(lia)). apply Rabs_le_between in HD. lra.
  - specialize (HD (S l) ltac:(lia)). apply Rabs_le_between in HD.
    specialize (He l ltac:(lia)). apply Rabs_le_between in He. lra.
Qed.

(* 4.9 *)
Lemma window x f rho lo hi s t D eta delta : (s <= t)%nat ->
  (forall k, (s <= k)%nat -> x (S k) = x k - f k - rho k) ->
  (forall k, (s <= k < t)%nat -> rho k < 0 -> x k <= lo) -> (forall k, (s <= k < t)%nat -> 0 < rho k -> hi <= x k) ->
  (forall k, (s <= k < t)%nat -> Rabs (x (S k) - x k) <= eta) -> lo - delta <= x s <= hi + delta ->
  0 <= eta -> 0 <= delta ->
  (forall i, (s <= i <= t)%nat -> Rabs (sum t f - sum i f) <= D) -> Rabs (x t - x s) <= D + eta + delta.
Proof.
  intros Hst Hx Hl Hh He [H1 H2] Hp Hd HD.
  assert (U := window_up x f rho lo s t D eta delta Hst Hx Hl He H1 Hp Hd HD).
  assert (V : - x t - - x s <= D + eta + delta).
  { apply (window_up (fun k => - x k) (fun k => - f k) (fun k => - rho k) (- hi) s t D eta delta); auto; try lra.
    - intros k Hk. rewrite (Hx k Hk). ring.
    - intros k Hk Hr. assert (hi <= x k) by (apply Hh; [auto|lra]). lra.
    - intros k Hk. replace (- x (S k) - - x k) with (- (x (S k) - x k)) by ring. rewrite Rabs_Ropp. auto.
    - intros i Hi. rewrite !sum_opp. replace (- sum t f - - sum i f) with (- (sum t f - sum i f)) by ring.
      rewrite Rabs_Ropp. auto. }
  apply Rabs_le. lra.
Qed.

Lemma least (P : nat -> Prop) : (exists m, P m) -> exists m, P m /\ forall l, (l < m)%nat -> ~ P l.
Proof.
  intros [m Hm]. induction m as [m IH] using (well_founded_induction lt_wf).
  destruct (Classical_Prop.classic (exists l, (l < m)%nat /\ P l)) as [(l & A & B)|N]; [apply (IH l); auto|].
  exists m. split; [auto|]. intros l Hl Pl. apply N. exists l; auto.
Qed.
Theorem slow gam s : (forall k, 0 <= gam k) -> is_lim_seq (fun n => sum n gam) p_infty ->
  (forall k, 0 <= s k) -> conv (fun k => gam k * s k) ->
  (forall c, 0 < c -> exists T K, 0 < T /\ forall k j, (K <= k <= j)%nat -> sum j gam - sum k gam <= T -> s k <= 2 * s j + c) ->
  is_lim_seq s 0.
Proof.
  intros Hg Hinf Hs Hc Hw. apply is_lim_seq_spec. intros [c0 Hc0]. set (c := c0 / 4).
  assert (Hc1 : 0 < c) by (unfold c; lra).
  destruct (Hw c Hc1) as (T & K & HT & W).
  apply ex_lim_seq_cauchy_corr in Hc. destruct (Hc (mkposreal (c * T) ltac:(nra))) as [K' HK]. simpl in HK.
  exists (max K K'). intros k Hk. simpl. rewrite Rminus_0_r, Rabs_pos_eq by auto.
  apply Rnot_le_lt. intros Big. assert (B3 : 3 * c <= s k) by (unfold c in *; lra).
  destruct (least (fun j => (k <= j)%nat /\ T < sum (S j) gam - sum k gam)) as (j & (Hj & HTj) & Hmin).
  { apply is_lim_seq_spec in Hinf. destruct (Hinf (T + sum k gam)) as [N HN].
    exists (max N k). split; [lia|]. specialize (HN (S (max N k)) ltac:(lia)). lra. }
  assert (Low : forall l, (k <= l <= j)%nat -> c <= s l).
  { intros l Hl. assert (X : sum l gam - sum k gam <= T).
    { destruct (Nat.eq_dec l k) as [->|e]; [lra|]. destruct l as [|l]; [lia|].
      apply Rnot_lt_le. intros Y. apply (Hmin l); [lia|]. split; [lia|exact Y]. }
    specialize (W k l ltac:(lia) X). lra. }
  assert (Sum : forall m, (m <= S j - k)%nat -> c * (sum (k + m) gam - sum k gam)
      <= sum (k + m) (fun k => gam k * s k) - sum k (fun k => gam k * s k)).
  { induction m as [|m IH]; intros Hm; [rewrite Nat.add_0_r; lra|]. rewrite Nat.add_succ_r. simpl sum.
    specialize (IH ltac:(lia)). specialize (Low (k+m)%nat ltac:(lia)).
    assert (gam (k+m)%nat * c <= gam (k+m)%nat * s (k+m)%nat) by (apply Rmult_le_compat_l; auto). lra. }
  specialize (Sum (S j - k)%nat ltac:(lia)). replace (k + (S j - k))%nat with (S j) in Sum by lia.
  specialize (HK (S j) k ltac:(lia) ltac:(lia)). apply Rabs_def2 in HK.
  assert (c * T < c * (sum (S j) gam - sum k gam)) by (apply Rmult_lt_compat_l; lra). lra.
Qed.

(* limits of sums and squares; a property that holds from some k on for finitely many i *)
Lemma lim_sum m (f : nat -> nat -> R) (z : nat -> R) :
  (forall i, (i < m)%nat -> is_lim_seq (fun k => f k i) (z i)) ->
  is_lim_seq (fun k => sum m (f k)) (sum m z).
Proof.
  induction m; intros H; simpl; [apply is_lim_seq_const|].
  apply is_lim_seq_plus'; [apply IHm; intros; apply H; lia | apply H; lia].
Qed.
Lemma lim_sq (u : nat -> R) (a b : R) : is_lim_seq u a -> is_lim_seq (fun k => (b - u k) ^ 2) ((b - a) ^ 2).
Proof.
  intros H. assert (D : is_lim_seq (fun k => b - u k) (b - a))
    by (apply is_lim_seq_minus'; [apply is_lim_seq_const | exact H]).
  apply is_lim_seq_ext with (fun k => (b - u k) * (b - u k)); [intros; ring|].
  replace ((b - a) ^ 2) with ((b - a) * (b - a)) by ring. apply is_lim_seq_mult'; assumption.
Qed.
Lemma lim_square (u : nat -> R) (a : R) : is_lim_seq u a -> is_lim_seq (fun k => u k ^ 2) (a ^ 2).
Proof.
  intros H. apply is_lim_seq_ext with (fun k => u k * u k); [intros; ring|].
  replace (a ^ 2) with (a * a) by ring. apply is_lim_seq_mult'; assumption.
Qed.
Lemma lim_zero_below (u : nat -> R) : is_lim_seq u 0 -> forall e, 0 < e ->
  exists K, forall k, (K <= k)%nat -> Rabs (u k) < e.
Proof.
  intros H e He. apply is_lim_seq_spec in H. destruct (H (mkposreal e He)) as [K HK]. exists K.
  intros k Hk. specialize (HK k Hk). rewrite Rminus_0_r in HK. exact HK.
Qed.
Lemma lim_zero_intro (u : nat -> R) : (forall e, 0 < e -> exists K, forall k, (K <= k)%nat -> Rabs (u k) < e) ->
  is_lim_seq u 0.
Proof.
  intros H. apply is_lim_seq_spec. intros [e He]. destruct (H e He) as [K HK]. exists K.
  intros k Hk. simpl. rewrite Rminus_0_r. apply HK, Hk.
Qed.
Lemma lim_zero_dominated (u v : nat -> R) K : is_lim_seq v 0 ->
  (forall k, (K <= k)%nat -> Rabs (u k) <= v k) -> is_lim_seq u 0.
Proof.
  intros Hv H. apply lim_zero_intro. intros e He. destruct (lim_zero_below v Hv e He) as [N HN].
  exists (max K N). intros k Hk. eapply Rle_lt_trans; [apply H; lia|]. specialize (HN k ltac:(lia)).
  apply Rabs_def2 in HN. lra.
Qed.
Lemma eventually_all n (P : nat -> nat -> Prop) :
  (forall i, (i < n)%nat -> exists K, forall k, (K <= k)%nat -> P i k) ->
  exists K, forall i k, (i < n)%nat -> (K <= k)%nat -> P i k.
Proof.
  induction n as [|n IH]; intros H; [exists O; intros; lia|].
  destruct IH as [K1 H1]; [intros; apply H; lia|]. destruct (H n ltac:(lia)) as [K2 H2].
  exists (max K1 K2). intros i k Hi Hk. destruct (Nat.eq_dec i n) as [->|N]; [apply H2; lia | apply H1; lia].
Qed.
Lemma choose_index n (P : nat -> nat -> Prop) : (forall i, (i < n)%nat -> exists j, P i j) ->
  exists f : nat -> nat, forall i, (i < n)%nat -> P i (f i).
Proof.
  induction n as [|n IH]; intros H; [exists (fun _ => O); intros; lia|].
  destruct IH as [f Hf]; [intros; apply H; lia|]. destruct (H n ltac:(lia)) as [j Hj].
  exists (fun i => if Nat.eq_dec i n then j else f i). intros i Hi.
  destruct Nat.eq_dec as [->|N]; [exact Hj | apply Hf; lia].
Qed.
Lemma divergent_tail gam K : is_lim_seq (fun n => sum n gam) p_infty ->
  is_lim_seq (fun n => sum n (fun k => gam (K + k)%nat)) p_infty.
Proof.
  intros H. apply is_lim_seq_spec. intros B. apply is_lim_seq_spec in H.
  destruct (H (B + sum K gam)) as [N HN]. exists N. intros n Hn. specialize (HN (K + n)%nat ltac:(lia)).
  rewrite sum_shift in HN. lra.
Qed.
Lemma conv_tail f K : conv f -> conv (fun k => f (K + k)%nat).
Proof.
  intros [x Hx]. exists (x - sum K f).
  apply is_lim_seq_ext with (fun n => sum (n + K) f - sum K f).
  - intros n. rewrite Nat.add_comm, sum_shift. ring.
  - apply is_lim_seq_minus'; [apply (is_lim_seq_incr_n (fun n => sum n f) K); exact Hx | apply is_lim_seq_const].
Qed.
Lemma conv_plus f g : conv f -> conv g -> conv (fun k => f k + g k).
Proof.
  intros [x Hx] [y Hy]. exists (x + y). apply is_lim_seq_ext with (fun n => sum n f + sum n g).
  - intros n. symmetry. apply sum_plus.
  - apply is_lim_seq_plus'; assumption.
Qed.
Lemma conv_scal c f : conv f -> conv (fun k => c * f k).
Proof.
  intros [x Hx]. exists (c * x). apply is_lim_seq_ext with (fun n => c * sum n f).
  - intros n. symmetry. apply sum_scal.
  - apply (is_lim_seq_scal_l _ c x), Hx.
Qed.
Lemma conv_ext f g : (forall k, f k = g k) -> conv f -> conv g.
Proof.
  intros H [x Hx]. exists x. apply is_lim_seq_ext with (fun n => sum n f); [|exact Hx].
  intros n. apply sum_ext; auto.
Qed.
(* comparison *)
Lemma conv_le f g : (forall k, 0 <= f k <= g k) -> conv g -> conv f.
Proof.
  intros H Hg. destruct (bounded_conv _ Hg) as [B HB]. apply ex_finite_lim_seq_incr with B.
  - intros n. simpl. specialize (H n). lra.
  - intros n. specialize (HB n). apply Rabs_le_between in HB.
    assert (sum n f <= sum n g) by (apply sum_le; intros; apply H). lra.
Qed.
Lemma conv_cauchy f e : conv f -> 0 < e ->
  exists K, forall k j, (K <= k <= j)%nat -> Rabs (sum j f - sum k f) < e.
Proof.
  intros H He. apply ex_lim_seq_cauchy_corr in H. destruct (H (mkposreal e He)) as [K HK].
  exists K. intros k j Hk. apply (HK j k); lia.
Qed.
Lemma lim_inv : is_lim_seq (fun k => / (INR k + 1)) 0.
Proof.
  apply is_lim_seq_ext with (fun k => / INR (S k)); [intros; rewrite S_INR; reflexivity|].
  apply (is_lim_seq_incr_1 (fun k => / INR k)). replace (Finite 0) with (Rbar_inv p_infty) by reflexivity.
  apply is_lim_seq_inv; [apply is_lim_seq_INR | discriminate].
Qed.
